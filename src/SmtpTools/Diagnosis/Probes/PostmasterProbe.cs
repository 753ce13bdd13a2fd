namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether bounces and the postmaster are taken, as they must be.</summary>
internal sealed class PostmasterProbe : SmtpCheck
{
    public static readonly FindingKind NullSenderRefused = new(
        "NullSenderRefused",
        FindingSeverity.Warning,
        "The null sender is refused",
        "Delivery failures (bounces) have no sender. Who refuses them never learns that a message did not arrive, and some servers take no mail from a domain that does.",
        "Accept MAIL FROM:<>, and filter by content or recipient instead.",
        "RFC 5321 4.5.5, 6.1");

    public static readonly FindingKind PostmasterRefused = new(
        "PostmasterRefused",
        FindingSeverity.Warning,
        "The postmaster is refused",
        "Every server that takes mail must take it for postmaster, so that others can report a problem.",
        "Give the postmaster a mailbox or an alias in every domain that the server serves.",
        "RFC 5321 4.5.1; RFC 2142");

    public override string Id => "Postmaster";

    public override string Description => "Whether the null sender and the postmaster are accepted, asked by MAIL and RCPT and ended by RSET.";

    public override string Cost => "one session with MAIL, RCPT and RSET";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([NullSenderRefused, PostmasterRefused]);

    internal override void Run(CheckContext context) => context.InSession(context.BestSecurity, session =>
    {
        var mail = session.Execute("MAIL FROM:<>", context.Cancellation);
        context.Tried("null sender", "MAIL FROM:<>", mail.IsPositive, mail.ToString());
        if (mail.IsPermanentFailure)
        {
            context.Report(NullSenderRefused, $"MAIL FROM:<> was answered by {mail}");
        }

        if (!mail.IsPositive)
        {
            return;
        }

        // Without a domain it must be taken in any case (RFC 5321 4.5.1).
        var mailbox = context.Test.Domain is { } domain && DomainName.TryParse(domain, out var name) ? $"postmaster@{name.Ascii}" : "postmaster";
        var recipient = session.Execute($"RCPT TO:<{mailbox}>", context.Cancellation);
        context.Tried("postmaster", $"RCPT TO:<{mailbox}>", recipient.IsPositive, recipient.ToString());
        if (recipient.IsPermanentFailure)
        {
            context.Report(PostmasterRefused, $"RCPT TO:<{mailbox}> was answered by {recipient}");
        }

        _ = session.Reset(context.Cancellation);
    });
}
