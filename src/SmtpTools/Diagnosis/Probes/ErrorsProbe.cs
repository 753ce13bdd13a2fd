using System.Globalization;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>What the server does with a client that makes error after error: slows it down, ends the session, or nothing.</summary>
internal sealed class ErrorsProbe : SmtpCheck
{
    public static readonly FindingKind ErrorsNotLimited = new(
        "ErrorsNotLimited",
        FindingSeverity.Information,
        "Errors are neither limited nor slowed down",
        "A client that guesses recipients or passwords is served as quickly as any other.",
        "Limit the errors of a session, or delay the replies to them.",
        "RFC 5321 7.8");

    public static readonly FindingKind ErrorsSlowedDown = new(
        "ErrorsSlowedDown",
        FindingSeverity.Information,
        "Replies to errors are slowed down",
        "The server delays a client that makes errors (tarpitting).",
        "Nothing has to be done. Clients of one's own that make errors wait, too.",
        "RFC 5321 7.8");

    public static readonly FindingKind ErrorLimitTooLow = new(
        "ErrorLimitTooLow",
        FindingSeverity.Warning,
        "A session ends after very few errors",
        "A client that tries an extension which is not offered, or names a few recipients that are gone, loses its session and the other recipients with it.",
        "Allow some errors before the session is ended.",
        "RFC 5321 3.8, 4.5.3.1.10");

    /// <summary>The usual limits of servers lie at 3 to 20.</summary>
    private const int MostErrors = 25;

    private const int FewestErrors = 3;

    /// <summary>A reply that takes so much longer than the first ones is held back.</summary>
    private static readonly TimeSpan s_heldBack = TimeSpan.FromMilliseconds(500);

    public override string Id => "Errors";

    public override string Description => "After how many errors the server slows a session down or ends it.";

    public override string Cost => "one session with up to 25 unknown commands; a server that bans clients for errors may ban this one";

    public override bool IsDefault => false;

    public override bool IsByNameOnly => true;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([ErrorsNotLimited, ErrorsSlowedDown, ErrorLimitTooLow]);

    internal override void Run(CheckContext context) => context.InSession(context.BestSecurity, session =>
    {
        var first = TimeSpan.Zero;
        var longest = TimeSpan.Zero;
        var isEnded = false;
        var made = 0;
        while (made < MostErrors && !isEnded)
        {
            made++;
            var start = context.Time.GetTimestamp();
            try
            {
                _ = session.Execute("XERROR", context.Cancellation);
            }
            catch (Exception exception) when (exception is SmtpReplyException or SmtpConnectionLostException)
            {
                isEnded = true;
                context.Test.ErrorLimit = made;
                context.Tried("unknown commands", $"{made} times XERROR", false, exception.Message);
            }

            var time = context.Time.GetElapsedTime(start);
            first = made == 1 ? time : first;
            longest = time > longest ? time : longest;
        }

        Judge(context, made, isEnded, first, longest);
    });

    private static void Judge(CheckContext context, int made, bool isEnded, TimeSpan first, TimeSpan longest)
    {
        var times = string.Format(CultureInfo.InvariantCulture, "the first was answered in {0:0} ms, the slowest in {1:0} ms", first.TotalMilliseconds, longest.TotalMilliseconds);
        var isSlowed = longest - first > s_heldBack;
        if (!isEnded)
        {
            context.Tried("unknown commands", $"{made} times XERROR", true, times);
        }

        if (isEnded && made <= FewestErrors)
        {
            context.Report(ErrorLimitTooLow, $"The session was ended at error {made}");
        }

        if (isSlowed)
        {
            context.Report(ErrorsSlowedDown, $"Of {made} errors {times}");
        }
        else if (!isEnded)
        {
            context.Report(ErrorsNotLimited, $"After {made} errors the session was served on; {times}");
        }
    }
}
