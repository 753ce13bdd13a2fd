namespace SmtpTools.Sasl;

internal sealed class TokenCredential(string userName, SmtpTokenSource token, bool isRenewable, string authorizationId)
    : SmtpCredential(SmtpCredentialKind.Token, userName, authorizationId)
{
    private readonly SmtpTokenSource _token = token ?? throw new ArgumentNullException(nameof(token));

    /// <summary>Whether asking again may give another token. The same one again would only be one more failure that the server counts.</summary>
    public bool IsRenewable => isRenewable;

    /// <exception cref="SaslException">The source failed, or gave no token, or something that can't be one.</exception>
    public string ReadToken(bool refresh)
    {
        var token = SecretText.Ask(() => _token(refresh), "access token", UserName);
        if (token is null or "")
        {
            throw new SaslException($"No access token was given for {UserName}.");
        }

        // RFC 6750 2.1: a bearer token is letters, digits and -._~+/=. Anything else could end the field that carries it.
        foreach (var c in token)
        {
            if (c is <= ' ' or >= '\u007F')
            {
                throw new SaslException($"The access token given for {UserName} holds a character that no token can have (RFC 6750 2.1): white space, a control or a non-ASCII character.");
            }
        }

        return token;
    }
}
