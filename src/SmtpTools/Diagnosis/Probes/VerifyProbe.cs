namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether VRFY and EXPN tell strangers who has a mailbox.</summary>
internal sealed class VerifyProbe : SmtpCheck
{
    public static readonly FindingKind VrfyAnswers = new(
        "VrfyAnswers",
        FindingSeverity.Warning,
        "VRFY tells which mailboxes exist",
        "Anyone can try names until he has a list of mailboxes.",
        "Switch VRFY off, or have it answer 252 to everything.",
        "RFC 5321 3.5.3, 7.3");

    public static readonly FindingKind ExpnAnswers = new(
        "ExpnAnswers",
        FindingSeverity.Warning,
        "EXPN tells who is behind an alias",
        "Anyone can read the members of lists and aliases.",
        "Switch EXPN off.",
        "RFC 5321 3.5.2, 7.3");

    public override string Id => "Verify";

    public override string Description => "Whether VRFY and EXPN answer for a mailbox that is there (postmaster where none is named) otherwise than for a made-up name.";

    public override string Cost => "one session with VRFY and EXPN, twice each";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([VrfyAnswers, ExpnAnswers]);

    internal override void Run(CheckContext context) => context.InSession(context.BestSecurity, session =>
    {
        Ask("VRFY", VrfyAnswers);
        Ask("EXPN", ExpnAnswers);

        void Ask(string verb, FindingKind kind)
        {
            var mailbox = context.Options.Recipient?.AsciiForm ?? "postmaster";
            var known = session.Execute($"{verb} {mailbox}", context.Cancellation);
            context.Tried("a known name", $"{verb} {mailbox}", known.IsPositive, known.ToString());
            if (!known.IsPositive)
            {
                return;
            }

            // 252 says that nothing is said (RFC 5321 3.5.3), but only where it is said of everybody.
            var at = mailbox.LastIndexOf('@');
            var name = RandomName.Next() + (at < 0 ? string.Empty : mailbox.Substring(at));
            var madeUp = session.Execute($"{verb} {name}", context.Cancellation);
            context.Tried("a made-up name", $"{verb} {name}", madeUp.IsPositive, madeUp.ToString());
            // 500 to 504 are about how it was asked (RFC 5321 4.2.2), as where a server wants a domain with all names but postmaster.
            if (madeUp.Code != known.Code && madeUp.Code is not (>= 500 and <= 504))
            {
                context.Report(kind, $"{verb} {mailbox} was answered by {known}, {verb} {name} by {madeUp}");
            }
        }
    });
}
