namespace SmtpTools.Diagnosis.Probes;

/// <summary>Which SASL mechanisms are offered on which side of TLS, and whether authentication works.</summary>
internal sealed class AuthProbe : SmtpCheck
{
    public static readonly FindingKind PlaintextAuthWithoutTls = new(
        "PlaintextAuthWithoutTls",
        FindingSeverity.Warning,
        "Passwords are asked for without TLS",
        "Mechanisms that send the password or token itself are offered before TLS. Clients that act on the offer give it to everyone on the way.",
        "Offer AUTH only under TLS (smtpd_tls_auth_only, auth_advertise_hosts, ...).",
        "RFC 4954 4, 9; RFC 8314 4.1")
    { SeverityWhereTlsIsRequired = FindingSeverity.Error };

    public static readonly FindingKind AuthNotOffered = new(
        "AuthNotOffered",
        FindingSeverity.Warning,
        "A submission port without AUTH",
        "Ports 587 and 465 are for users who sign in. Without AUTH either nobody can send here, or anybody can.",
        "Configure authentication for this port.",
        "RFC 6409 4.3; RFC 4954");

    public static readonly FindingKind AuthNotPossible = new(
        "AuthNotPossible",
        FindingSeverity.Error,
        "No mechanism could be used for the given credential",
        "The server offers none that fits, or only such as must not be used here.",
        "The evidence names each offered mechanism and why it was not used. Many servers offer AUTH only under TLS and on ports 587 and 465.",
        "RFC 4954 4");

    public static readonly FindingKind AuthFailed = new(
        "AuthFailed",
        FindingSeverity.Error,
        "The server did not accept the given credential",
        "User name or password is wrong, or this account may not sign in by SMTP.",
        "The server's words say why. Check the account, and whether the provider wants an application password or a token (OAuth).",
        "RFC 4954 6");

    private static readonly string[] s_plaintext = ["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"];

    public override string Id => "Auth";

    public override string Description => "Which SASL mechanisms are offered on each side of TLS, and whether the given credential is accepted.";

    public override string Cost => "one attempt to authenticate, where a credential is given";

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([PlaintextAuthWithoutTls, AuthNotOffered, AuthNotPossible, AuthFailed]);

    internal override void Run(CheckContext context)
    {
        var test = context.Test;
        var exposed = test.AuthMechanismsBeforeTls.Where(static mechanism => s_plaintext.Contains(mechanism)).ToList();
        if (exposed.Count > 0)
        {
            context.Report(PlaintextAuthWithoutTls, $"Offered in plaintext: {string.Join(", ", exposed)}.");
        }

        if ((test.ExtensionsAfterTls ?? test.ExtensionsBeforeTls) is { AuthMechanisms.Count: 0 }
            && test.Port is SmtpPorts.Submission or SmtpPorts.SubmissionTls && test.Failure is null)
        {
            context.Report(AuthNotOffered, $"Port {test.Port} offers no AUTH{(test.IsEncrypted ? " under TLS" : string.Empty)}.");
        }

        if (test.IsAuthenticated == false)
        {
            context.Report(
                test.AuthAttempts.Count == 0 ? AuthNotPossible : AuthFailed,
                test.Phases.First(static phase => phase.Phase == ServerPhase.Auth).Detail);
        }
    }
}
