using System.Diagnostics;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>
/// This engine with many messages given at once: by BDAT several of them are in flight, by DATA each envelope leaves with the end of the
/// message before.
/// </summary>
internal sealed class SmtpToolsManyContender : IContender
{
    private readonly SmtpSession _session;
    private readonly SmtpEnvelope _envelope = SmtpToolsContender.Envelope();
    private readonly MessageContent _content;

    public SmtpToolsManyContender(Workload workload, bool chunking)
    {
        _session = SmtpToolsContender.Open(workload, chunking);
        _content = MessageContent.FromOctets(workload.Message);
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
