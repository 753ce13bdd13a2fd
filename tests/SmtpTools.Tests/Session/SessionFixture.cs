using System.Text;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Session;

/// <summary>What the session tests share: short time-outs, an envelope, a message.</summary>
internal static class SessionFixture
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static SmtpSessionOptions Options(ScriptedServer server, TlsMode security = TlsMode.None, TimeSpan? timeout = null) =>
        new(new SmtpEndpoint("127.0.0.1", server.Port))
        {
            Security = security,
            LocalDomain = "client.example",
            Timeouts = SmtpTimeouts.AtMost(timeout ?? Patience),
            Transcript = new TranscriptRecorder(),
        };

    public static SmtpEnvelope Envelope(params string[] recipients)
    {
        var envelope = new SmtpEnvelope { ReversePath = Mailbox.Parse("sender@example.org") };
        foreach (var recipient in recipients)
        {
            envelope.Recipients.Add(new SmtpRecipient(Mailbox.Parse(recipient)));
        }

        return envelope;
    }

    public static MessageContent Content(string text = "Subject: Hi\r\n\r\nHello\r\n") => MessageContent.FromOctets(Encoding.UTF8.GetBytes(text));
}
