namespace SmtpTools.Sasl;

/// <summary>
/// Every mechanism that can be used, the preferred first:
/// <list type="number">
/// <item>With a password, those that keep it here and prove the server too: SCRAM, bound to the TLS connection (<c>-PLUS</c>) before
/// unbound, and a stronger hash before a weaker one. Then CRAM-MD5, which keeps it here but proves nothing about the server. Then PLAIN
/// and LOGIN, which hand it over and so need TLS; PLAIN first, being the standard (RFC 4616) and one round trip shorter. NTLM last:
/// it is for servers that offer nothing else.</item>
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
        Password("CRAM-MD5", exposesSecret: false, (c, password, _) => CramMd5Mechanism.Create(c.UserName, password)),
        Password("PLAIN", exposesSecret: true, (c, password, _) => new PlainMechanism(c.UserName, password, c.AuthorizationId)),
        Password("LOGIN", exposesSecret: true, (c, password, _) => new LoginMechanism(c.UserName, password)),
        Token("OAUTHBEARER", (mailbox, token, r) => new OAuthBearerMechanism(mailbox, token, r.Host, r.Port)),
        Token("XOAUTH2", (mailbox, token, _) => new XOAuth2Mechanism(mailbox, token)),
        new("EXTERNAL", [SmtpCredentialKind.External], ExposesSecret: false, (r, _) => new ExternalMechanism(r.Credential.AuthorizationId)),
        new("ANONYMOUS", [SmtpCredentialKind.Anonymous], ExposesSecret: false, (r, _) => new AnonymousMechanism(((AnonymousCredential)r.Credential).Trace)),
    ];

    private static SaslCatalogEntry Password(string name, bool exposesSecret, Func<PasswordCredential, string, SaslRequest, SaslMechanism> create) =>
        new(name, [SmtpCredentialKind.Password], exposesSecret, (request, _) =>
        {
            var credential = (PasswordCredential)request.Credential;
            return create(credential, credential.ReadPassword(), request);
        });

    private static SaslCatalogEntry Token(string name, Func<string, string, SaslRequest, SaslMechanism> create) =>
        new(name, [SmtpCredentialKind.Token], ExposesSecret: true, (request, refresh) =>
        {
            var credential = (TokenCredential)request.Credential;
            var mailbox = credential.AuthorizationId.Length > 0 ? credential.AuthorizationId : credential.UserName;
            return create(mailbox, credential.ReadToken(refresh), request);
        });
}
