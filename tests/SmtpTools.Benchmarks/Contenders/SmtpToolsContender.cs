using System.Diagnostics;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>This engine, a message at a time.</summary>
internal sealed class SmtpToolsContender : IContender
{
    private readonly SmtpSession _session;
    private readonly MessageContent _content;
    private readonly SmtpEnvelope _envelope;

    public SmtpToolsContender(int port, byte[] message, bool chunking)
    {
        (_session, _envelope) = Open(port, chunking);
        _content = MessageContent.FromOctets(message);
    }

    public static (SmtpSession Session, SmtpEnvelope Envelope) Open(int port, bool chunking)
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint("127.0.0.1", port)) { Security = TlsMode.None, LocalDomain = "client.example" };
        if (!chunking)
        {
            _ = options.IgnoredExtensions.Add("CHUNKING");
        }

        var session = new SmtpSession(options);
        session.Open();
        var envelope = new SmtpEnvelope { ReversePath = Mailbox.Parse(Messages.Sender) };
        envelope.Recipients.Add(new SmtpRecipient(Mailbox.Parse(Messages.Recipient)));
        return (session, envelope);
    }

    public long SendUntil(long timestamp)
    {
        long sent = 0;
        do
        {
            var result = _session.Send(_envelope, _content);
            if (result.State != SendState.Sent)
            {
                throw new InvalidOperationException(result.ToString(), result.Error);
            }

            sent++;
        }
        while (Stopwatch.GetTimestamp() < timestamp);
        return sent;
    }

    public void Dispose() => _session.Quit();
}
