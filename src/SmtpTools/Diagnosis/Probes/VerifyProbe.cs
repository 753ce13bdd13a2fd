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

    public override string Description => "Whether VRFY and EXPN answer for the postmaster.";

    public override string Cost => "one session with VRFY and EXPN";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = [VrfyAnswers, ExpnAnswers];

    internal override void Run(CheckContext context) => context.InSession(context.BestSecurity, session =>
    {
        Ask("VRFY postmaster", VrfyAnswers);
        Ask("EXPN postmaster", ExpnAnswers);

        void Ask(string command, FindingKind kind)
        {
            // 252 says that nothing is said (RFC 5321 3.5.3).
            var reply = session.Execute(command, context.Cancellation);
            if (reply.Code is 250 or 251)
            {
                context.Report(kind, $"{command} was answered by {reply}");
            }
        }
    });
}
