using System.Text;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>
/// Whether the server takes something else than CRLF.CRLF for the end of a message, so that one message can hide another (SMTP smuggling).
/// Behind each odd end stands NOOP and nothing else: a server that executes it answers once more than it should.
/// </summary>
internal sealed class SmugglingProbe : SmtpCheck
{
    public static readonly FindingKind SmugglingTolerated = new(
        "SmugglingTolerated",
        FindingSeverity.Error,
        "Another form than CRLF.CRLF ends a message",
        "A sender elsewhere can hide a second message, with any sender of the first server's domains, in one that passes SPF, DKIM and DMARC: the server before takes it for text, this one for the next message (SMTP smuggling).",
        "Have the server take CRLF.CRLF alone for the end: smtpd_forbid_bare_newline = normalize in Postfix (3.8.4 and later), Exim 4.97.1 and later, the fixed releases of Sendmail and others.",
        "RFC 5321 2.3.8, 4.1.1.4; CVE-2023-51764; CVE-2023-51765; CVE-2023-51766");

    /// <summary>The odd ends, in the order in which they are tried.</summary>
    internal static IReadOnlyList<(string Name, string Octets)> Forms { get; } =
    [
        ("<LF>.<LF>", "\n.\n"),
        ("<LF>.<CRLF>", "\n.\r\n"),
        ("<CRLF>.<LF>", "\r\n.\n"),
        ("<CR>.<CR>", "\r.\r"),
        ("<CR>.<CRLF>", "\r.\r\n"),
        ("<CRLF>.<CR>", "\r\n.\r"),
        ("<CRLF><NUL>.<CRLF>", "\r\n\0.\r\n"),
    ];

    public override string Id => "Smuggling";

    public override string Description => "Whether forms with a bare CR or LF are taken for the end of a message. Sends up to 7 messages to the recipient that is named.";

    public override string Cost => "seven sessions with one message each, which are delivered";

    public override bool IsDefault => false;

    public override bool IsByNameOnly => true;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([SmugglingTolerated]);

    internal override void Run(CheckContext context)
    {
        var tolerated = new List<string>();
        foreach (var (name, octets) in Forms)
        {
            context.InSession(context.BestSecurity, session => Try(context, session, name, octets, tolerated));
        }

        if (tolerated.Count > 0)
        {
            context.Report(SmugglingTolerated, $"These ended a message, and what followed was executed as a command: {string.Join(", ", tolerated)}");
        }
    }

    /// <summary>A message that holds an odd end, and behind that a command and its own end.</summary>
    internal static byte[] MessageWith(string localDomain, string name, string octets) => Encoding.ASCII.GetBytes(
        $"From: <postmaster@{localDomain}>\r\nSubject: Check of the end of messages: {name}\r\nAuto-Submitted: auto-generated\r\n\r\n"
        + $"The next line ends this message where the server takes {name} for its end.{octets}NOOP\r\nThis line is part of the message where it does not.\r\n.\r\n");

    private static void Try(CheckContext context, SmtpSession session, string name, string octets, List<string> tolerated)
    {
        var recipient = context.Options.Recipient!;
        var refusal = Refusal("MAIL FROM:<>", SmtpPhase.Mail) ?? Refusal($"RCPT TO:<{recipient.AsciiForm ?? recipient.UnicodeForm}>", SmtpPhase.Recipient) ?? Refusal("DATA", SmtpPhase.Data);
        if (refusal is not null)
        {
            context.Tried(name, name, null, $"not tried: {refusal}");
            return;
        }

        var message = MessageWith(session.LocalDomain, name, octets);
        try
        {
            var reply = session.Exchange(new ArraySegment<byte>(message), new ArraySegment<byte>([]), SmtpPhase.EndOfData, replies: 1, context.Cancellation)[0];
            var further = session.QuitAndCount(context.Cancellation);
            var isTolerated = further.Count > 0;
            context.Tried(name, name, isTolerated, isTolerated ? $"{reply}; then to what was content: {string.Join("; ", further)}" : reply.ToString());
            if (isTolerated)
            {
                tolerated.Add(name);
            }
        }
        catch (SmtpToolsException exception) when (exception is SmtpReplyException or SmtpConnectionLostException)
        {
            // Ended at the sight of a bare CR or LF, as some servers do.
            context.Tried(name, name, false, exception.Message);
        }

        SmtpReply? Refusal(string command, SmtpPhase phase) =>
            session.Execute(command, phase, context.Cancellation) is { IsPositive: false, IsIntermediate: false } reply ? reply : null;
    }
}
