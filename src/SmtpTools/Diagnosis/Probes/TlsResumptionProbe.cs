namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether a second session takes up the first one's TLS session.</summary>
internal sealed class TlsResumptionProbe : SmtpCheck
{
    public override string Id => "TlsResumption";

    public override string Description => "Whether a further session takes up the TLS session of the test's own, which spares both sides most of the handshake. A fact, and no finding.";

    public override string Cost => "one session up to EHLO under TLS";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = [];

    internal override void Run(CheckContext context)
    {
        if (context.Test.IsEncrypted)
        {
            context.InSession(context.BestSecurity, session => context.Test.IsTlsResumed = session.Tls?.IsResumed);
        }
    }
}
