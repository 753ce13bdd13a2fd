using System.Security;
using SmtpTools.Sasl;

namespace SmtpTools;

/// <summary>
/// Who signs in to a server, and with what. The secret is asked for when an AUTH exchange begins, never before, and is no property:
/// it does not appear in a view, a log or a serialised copy.
/// </summary>
public abstract class SmtpCredential
{
    private protected SmtpCredential(SmtpCredentialKind kind, string userName, string authorizationId)
    {
        Kind = kind;
        UserName = userName;
        AuthorizationId = authorizationId;
    }

    /// <summary>What the credential consists of. It decides which mechanisms can be used.</summary>
    public SmtpCredentialKind Kind { get; }

    /// <summary>The user (authentication identity); empty where the credential itself says who it is, or nobody.</summary>
    public string UserName { get; }

    /// <summary>
    /// The user to act as (authorisation identity, RFC 4422 2), where that is another one than <see cref="UserName"/>; empty otherwise.
    /// Only PLAIN, SCRAM, EXTERNAL, GSSAPI and OAUTHBEARER can carry it.
    /// </summary>
    public string AuthorizationId { get; }

    /// <summary>A user name and a password.</summary>
    /// <param name="userName">The user name, as in <c>user@example.com</c> or <c>DOMAIN\user</c>.</param>
    /// <param name="password">The password. It stays the caller's: it is read at each exchange and must not be disposed before.</param>
    /// <param name="authorizationId">The user to act as, or empty.</param>
    public static SmtpCredential Password(string userName, SecureString password, string authorizationId = "")
    {
        if (password is null)
        {
            throw new ArgumentNullException(nameof(password));
        }

        return Password(userName, () => SecretText.Read(password), authorizationId);
    }

    /// <summary>A user name and a password from a vault or another source.</summary>
    /// <param name="userName">The user name, as in <c>user@example.com</c> or <c>DOMAIN\user</c>.</param>
    /// <param name="password">Gives the password; called once for each exchange. What it throws ends the attempt, and the exception's message becomes a part of the error.</param>
    /// <param name="authorizationId">The user to act as, or empty.</param>
    public static SmtpCredential Password(string userName, Func<string> password, string authorizationId = "") =>
        new PasswordCredential(NotEmpty(userName), password, authorizationId);

    /// <summary>A user name and an OAuth 2.0 access token.</summary>
    /// <param name="userName">The mailbox that the token is for.</param>
    /// <param name="token">The access token. It stays the caller's: it is read at each exchange and must not be disposed before.</param>
    /// <param name="authorizationId">The user to act as, or empty.</param>
    public static SmtpCredential Token(string userName, SecureString token, string authorizationId = "")
    {
        if (token is null)
        {
            throw new ArgumentNullException(nameof(token));
        }

        return new TokenCredential(NotEmpty(userName), _ => SecretText.Read(token), isRenewable: false, authorizationId);
    }

    /// <summary>A user name and a source of OAuth 2.0 access tokens.</summary>
    /// <param name="userName">The mailbox that the token is for.</param>
    /// <param name="token">Gives the token; called once for each exchange. What it throws ends the attempt, and the exception's message becomes a part of the error.</param>
    /// <param name="authorizationId">The user to act as, or empty.</param>
    public static SmtpCredential Token(string userName, SmtpTokenSource token, string authorizationId = "") =>
        new TokenCredential(NotEmpty(userName), token, isRenewable: true, authorizationId);

    /// <summary>The user that this process runs as, or whose Kerberos ticket is at hand.</summary>
    /// <param name="targetName">The service's principal name, as in <c>SMTPSVC/mail.example.com</c>; empty for <c>smtp/</c> and the server's name.</param>
    /// <param name="authorizationId">The user to act as, or empty.</param>
    public static SmtpCredential Integrated(string targetName = "", string authorizationId = "") => new IntegratedCredential(targetName, authorizationId);

    /// <summary>What was established outside SASL: the client certificate of the TLS connection (RFC 4422 appendix A).</summary>
    /// <param name="authorizationId">The user to act as; empty for the one that the server finds in the certificate.</param>
    public static SmtpCredential External(string authorizationId = "") => new ExternalCredential(authorizationId);

    /// <summary>Nobody in particular (RFC 4505).</summary>
    /// <param name="trace">What to leave as a trace, an e-mail address or a word without <c>@</c>; empty for nothing.</param>
    public static SmtpCredential Anonymous(string trace = "") => new AnonymousCredential(trace);

    /// <summary>The kind and the user name; never a secret.</summary>
    public override string ToString() => UserName.Length == 0 ? Kind.ToString() : $"{Kind} of {UserName}";

    private static string NotEmpty(string userName) =>
        string.IsNullOrEmpty(userName) ? throw new ArgumentException("The user name is empty.", nameof(userName)) : userName;
}
