namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether a second session takes up the TLS session of a first one.</summary>
internal sealed class TlsResumptionProbe : SmtpCheck
{
    public override string Id => "TlsResumption";

    public override string Description => "Whether one session takes up the TLS session of another, which spares both sides most of the handshake. A fact, and no finding.";

    public override string Cost => "two sessions up to EHLO under TLS";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = [];

    internal override void Run(CheckContext context)
    {
        if (!context.Test.IsEncrypted || context.IsClosed())
        {
            return;
        }

        try
        {
            _ = IsResumed(context);
            context.Test.IsTlsResumed = IsResumed(context);
        }
        catch (SmtpToolsException exception)
        {
            context.TurnedAway(exception);
        }
    }

    private static bool? IsResumed(CheckContext context)
    {
        using var session = context.OpenSession(context.BestSecurity, static options => options.Tls.AllowResumption = true);
        var isResumed = session.Tls?.IsResumed;
        _ = session.Quit(context.Cancellation);
        return isResumed;
    }
}
