namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether RCPT tells who has a mailbox, and whether it takes everybody.</summary>
internal sealed class RecipientsProbe : SmtpCheck
{
    public static readonly FindingKind RecipientsTold = new(
        "RecipientsTold",
        FindingSeverity.Information,
        "RCPT tells which mailboxes exist",
        "Unknown recipients are refused at once. That is right, since a later bounce would go to whoever was forged as the sender; it also lets anyone try names.",
        "Keep it so, and limit errors for each session and address, so that trying many names is slow.",
        "RFC 5321 3.6.2, 7.3");

    public static readonly FindingKind RecipientsAllAccepted = new(
        "RecipientsAllAccepted",
        FindingSeverity.Information,
        "Made-up recipients are accepted",
        "The domain is a catch-all, or the server learns only later that a mailbox is not there and then has to return the message: to whoever was forged as its sender.",
        "Where no catch-all is meant, have the server know its recipients and refuse others at RCPT.",
        "RFC 5321 6.1, 7.3; RFC 3834 2");

    private const int MadeUpNames = 2;

    public override string Id => "Recipients";

    public override string Description => "Whether RCPT answers for made-up names otherwise than for a mailbox that is there; RSET before DATA always.";

    public override string Cost => "one session with MAIL, up to three times RCPT, and RSET";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([RecipientsTold, RecipientsAllAccepted]);

    internal override void Run(CheckContext context) => context.InSession(context.BestSecurity, session =>
    {
        var known = context.Options.Recipient?.AsciiForm
            ?? (DomainName.TryParse(context.HomeDomain, out var home) ? $"postmaster@{home.Ascii}" : null);
        if (known is null || !session.Execute("MAIL FROM:<>", context.Cancellation).IsPositive)
        {
            return;
        }

        // Where the one that is there is refused, refusals of others tell nothing.
        if (Ask("a mailbox that is there", known).IsPositive)
        {
            var domain = known.Substring(known.LastIndexOf('@') + 1);
            var replies = Enumerable.Range(0, MadeUpNames).Select(_ => Ask("a made-up mailbox", $"{RandomName.Next()}@{domain}")).ToList();
            if (replies.TrueForAll(static reply => reply.IsPositive))
            {
                context.Report(RecipientsAllAccepted, $"{MadeUpNames} made-up names at {domain} were accepted: {replies[0]}");
            }
            else if (replies.TrueForAll(static reply => reply.IsPermanentFailure))
            {
                context.Report(RecipientsTold, $"{known} was accepted; a made-up name was answered by {replies[0]}");
            }
        }

        _ = session.Reset(context.Cancellation);

        SmtpReply Ask(string what, string mailbox)
        {
            var reply = session.Execute($"RCPT TO:<{mailbox}>", context.Cancellation);
            context.Tried(what, $"RCPT TO:<{mailbox}>", reply.IsPositive, reply.ToString());
            return reply;
        }
    });
}
