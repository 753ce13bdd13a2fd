using System.Globalization;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>How long the server keeps a session that says nothing, as far as it is watched.</summary>
internal sealed class IdleProbe : SmtpCheck
{
    public static readonly FindingKind IdleTimeoutShort = new(
        "IdleTimeoutShort",
        FindingSeverity.Warning,
        "An idle session is ended too soon",
        "A server should wait at least 5 minutes for the next command. Clients that keep a session for their next message, or look up recipients, lose it.",
        "Set the server's time-out for commands to 5 minutes; shorten it only under load.",
        "RFC 5321 4.5.3.2.7");

    private static readonly TimeSpan s_least = TimeSpan.FromMinutes(5);

    public override string Id => "Idle";

    public override string Description => "Whether a session that says nothing is kept, watched for as long as is asked for.";

    public override string Cost => "one idle session, for a minute where nothing else is said";

    public override bool IsDefault => false;

    public override bool IsByNameOnly => true;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([IdleTimeoutShort]);

    internal override void Run(CheckContext context) => context.InSession(context.BestSecurity, session =>
    {
        var limit = context.Options.IdleLimit;
        var start = context.Time.GetTimestamp();
        string answer;
        try
        {
            answer = session.AwaitUnasked(limit, context.Cancellation).ToString();
        }
        catch (SmtpConnectionLostException exception)
        {
            answer = exception.LastReply?.ToString() ?? exception.Message;
        }
        catch (SmtpTimeoutException)
        {
            context.Tried("silence", Seconds(limit), true, $"not ended within {Seconds(limit)}");
            return;
        }

        var kept = context.Time.GetElapsedTime(start);
        context.Test.IdleTimeout = kept;
        context.Tried("silence", Seconds(kept), false, answer);
        if (kept < s_least)
        {
            context.Report(IdleTimeoutShort, $"The session was ended after {Seconds(kept)} of silence: {answer}");
        }
    });

    private static string Seconds(TimeSpan time) => string.Format(CultureInfo.InvariantCulture, "{0:0.#} s", time.TotalSeconds);
}
