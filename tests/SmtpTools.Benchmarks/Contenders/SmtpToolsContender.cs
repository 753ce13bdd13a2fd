using System.Diagnostics;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>This engine, a message at a time.</summary>
internal sealed class SmtpToolsContender : IContender
{
    private readonly SmtpSession _session;
    private readonly MessageContent _content;
    private readonly SmtpEnvelope _envelope = Envelope();

    public SmtpToolsContender(Workload workload, bool chunking)
    {
        _session = Open(workload, chunking);
        _content = MessageContent.FromOctets(workload.Message);
    }

    public static SmtpSession Open(Workload workload, bool chunking, bool mayResume = true)
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint("127.0.0.1", workload.Port))
        {
            Security = workload.UseTls ? TlsMode.StartTls : TlsMode.None,
            Tls = new TlsOptions { TargetName = "localhost", AllowResumption = mayResume },
            LocalDomain = "client.example",
        };
        if (!chunking)
        {
            _ = options.IgnoredExtensions.Add("CHUNKING");
        }

        var session = new SmtpSession(options);
        session.Open();
        return session;
    }

    public static SmtpEnvelope Envelope()
    {
        var envelope = new SmtpEnvelope { ReversePath = Mailbox.Parse(Messages.Sender) };
        envelope.Recipients.Add(new SmtpRecipient(Mailbox.Parse(Messages.Recipient)));
        return envelope;
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
