namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether MAIL is taken without TLS by a server that offers it.</summary>
internal sealed class PlaintextMailProbe : SmtpCheck
{
    public static readonly FindingKind MailWithoutTls = new(
        "MailWithoutTls",
        FindingSeverity.Information,
        "MAIL is taken without TLS",
        "Between mail servers that is usual, for a server on the Internet must not require TLS on port 25. On a submission port it lets users' programs send in plaintext.",
        "On ports 587 and 465 require TLS (smtpd_tls_security_level=encrypt, ...).",
        "RFC 3207 4; RFC 8314 3.3")
    { SeverityWhereTlsIsRequired = FindingSeverity.Warning };

    public override string Id => "PlaintextMail";

    public override string Description => "Whether a server that offers STARTTLS takes MAIL without it.";

    public override string Cost => "one session with MAIL and RSET, without a recipient";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([MailWithoutTls]);

    internal override void Run(CheckContext context)
    {
        if (context.Test.StartTlsOffered != true)
        {
            return;
        }

        context.InSession(TlsMode.None, session =>
        {
            var reply = session.Execute("MAIL FROM:<>", context.Cancellation);
            if (reply.IsPositive)
            {
                context.Report(MailWithoutTls, $"MAIL FROM:<> in plaintext was answered by {reply}");
                _ = session.Reset(context.Cancellation);
            }
        });
    }
}
