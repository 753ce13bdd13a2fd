using System.Diagnostics;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>This engine with several messages in flight.</summary>
internal sealed class SmtpToolsWindowContender : IContender
{
    private readonly SmtpSession _session;
    private readonly SmtpEnvelope _envelope;
    private readonly MessageContent _content;

    public SmtpToolsWindowContender(int port, byte[] message)
    {
        (_session, _envelope) = SmtpToolsContender.Open(port, chunking: true);
        _content = MessageContent.FromOctets(message);
    }

    public long SendUntil(long timestamp)
    {
        long sent = 0;
        foreach (var result in _session.SendMany(Supply(timestamp)))
        {
            if (result.State != SendState.Sent)
            {
                throw new InvalidOperationException(result.ToString(), result.Error);
            }

            sent++;
        }

        return sent;
    }

    public void Dispose() => _session.Quit();

    private IEnumerable<OutgoingMessage> Supply(long timestamp)
    {
        do
        {
            yield return new OutgoingMessage(_envelope, _content);
        }
        while (Stopwatch.GetTimestamp() < timestamp);
    }
}
