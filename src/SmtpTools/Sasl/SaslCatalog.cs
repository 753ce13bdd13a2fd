using System.Net;

namespace SmtpTools.Sasl;

/// <summary>
/// Every mechanism that can be used, the preferred first:
/// <list type="number">
/// <item>With a password, those that keep it here and prove the server too: SCRAM, bound to the TLS connection (<c>-PLUS</c>) before
/// unbound, and a stronger hash before a weaker one. Then CRAM-MD5, which keeps it here but proves nothing about the server. Then PLAIN
/// and LOGIN, which hand it over and so need TLS; PLAIN first, being the standard (RFC 4616) and one round trip shorter. NTLM last:
/// it is for servers that offer nothing else. GSSAPI, NEGOTIATE and GSS-SPNEGO take a password only when named, as they may turn to a
/// domain controller first.</item>
/// <item>With a token OAUTHBEARER, the standard (RFC 7628), before XOAUTH2.</item>
/// <item>As the current user GSSAPI (Kerberos, RFC 4752), then NEGOTIATE and GSS-SPNEGO, which may come to Kerberos or NTLM, then NTLM.</item>
/// <item>EXTERNAL and ANONYMOUS only with their own kind of credential: they are never guessed.</item>
/// </list>
/// </summary>
internal static class SaslCatalog
{
    /// <summary>The mechanisms in order of preference.</summary>
    public static IReadOnlyList<SaslCatalogEntry> Entries { get; } =
    [
        Scram(ScramHash.Sha512, binds: true),
        Scram(ScramHash.Sha256, binds: true),
        Scram(ScramHash.Sha1, binds: true),
        Scram(ScramHash.Sha512, binds: false),
        Scram(ScramHash.Sha256, binds: false),
        Scram(ScramHash.Sha1, binds: false),
        Password("CRAM-MD5", (c, password) => CramMd5Mechanism.Create(c.UserName, password)),
        Password("PLAIN", (c, password) => new PlainMechanism(c.UserName, password, c.AuthorizationId)) with { ExposesSecret = true, CarriesAuthorizationId = true },
        Password("LOGIN", (c, password) => new LoginMechanism(c.UserName, password)) with { ExposesSecret = true },
        Token("OAUTHBEARER", (mailbox, token, r) => new OAuthBearerMechanism(mailbox, token, r.Host, r.Port)),
        Token("XOAUTH2", (mailbox, token, _) => new XOAuth2Mechanism(mailbox, token)),
        Platform("GSSAPI") with { CarriesAuthorizationId = true },
        Platform("NEGOTIATE"),
        Platform("GSS-SPNEGO"),
        Platform("NTLM") with { Kinds = [SmtpCredentialKind.Integrated, SmtpCredentialKind.Password] },
        new()
        {
            Name = "EXTERNAL",
            Kinds = [SmtpCredentialKind.External],
            CarriesAuthorizationId = true,
            Create = (r, _, _) => new ExternalMechanism(r.Credential.AuthorizationId),
        },
        new()
        {
            Name = "ANONYMOUS",
            Kinds = [SmtpCredentialKind.Anonymous],
            Create = (r, _, _) => new AnonymousMechanism(((AnonymousCredential)r.Credential).Trace),
        },
    ];

    private static SaslCatalogEntry Password(string name, Func<SmtpCredential, string, SaslMechanism> create) => new()
    {
        Name = name,
        Kinds = [SmtpCredentialKind.Password],
        Create = (r, _, _) => create(r.Credential, ReadPassword(r)),
    };

    private static SaslCatalogEntry Scram(ScramHash hash, bool binds) => new()
    {
        Name = $"SCRAM-{hash.Name}{(binds ? "-PLUS" : string.Empty)}",
        Kinds = [SmtpCredentialKind.Password],
        CarriesAuthorizationId = true,
        Binds = binds,
        Create = (r, binding, _) =>
        {
            var identity = new ScramIdentity(r.Credential.UserName, ReadPassword(r), r.Credential.AuthorizationId);
            return ScramMechanism.Create(hash, identity, binding, r.ServerLacksBinding);
        },
    };

    private static SaslCatalogEntry Token(string name, Func<string, string, SaslRequest, SaslMechanism> create) => new()
    {
        Name = name,
        Kinds = [SmtpCredentialKind.Token],
        ExposesSecret = true,
        CarriesAuthorizationId = true,
        Create = (r, _, refresh) =>
        {
            var credential = (TokenCredential)r.Credential;
            var mailbox = credential.AuthorizationId.Length > 0 ? credential.AuthorizationId : credential.UserName;
            return create(mailbox, credential.ReadToken(refresh), r);
        },
    };

    private static SaslCatalogEntry Platform(string name) => new()
    {
        Name = name,
        Kinds = [SmtpCredentialKind.Integrated],
        KindsWhenNamed = [SmtpCredentialKind.Password],
        UnavailableReason = SecurityContext.UnavailableReason,
        Create = (r, _, _) => NegotiateMechanism.Create(name, TargetName(r), NetworkCredentialOf(r), r.Credential.AuthorizationId),
    };

    private static string ReadPassword(SaslRequest request) => ((PasswordCredential)request.Credential).ReadPassword();

    /// <summary>The service name for SMTP is <c>smtp</c> (RFC 4954 4).</summary>
    private static string TargetName(SaslRequest request) =>
        request.Credential is IntegratedCredential { TargetName.Length: > 0 } integrated ? integrated.TargetName : $"smtp/{request.Host}";

    private static NetworkCredential? NetworkCredentialOf(SaslRequest request) =>
        request.Credential is PasswordCredential password
            ? NegotiateMechanism.ToNetworkCredential(password.UserName, password.ReadPassword())
            : null;
}
