namespace SmtpTools.Sasl;

internal sealed class PasswordCredential(string userName, Func<string> password, string authorizationId)
    : SmtpCredential(SmtpCredentialKind.Password, userName, authorizationId)
{
    private readonly Func<string> _password = password ?? throw new ArgumentNullException(nameof(password));

    /// <exception cref="SaslException">The source failed, or gave no password.</exception>
    public string ReadPassword() => SecretText.Ask(_password, "password", UserName) ?? throw new SaslException($"No password was given for {UserName}.");
}
