namespace SmtpTools.Sasl;

internal sealed class IntegratedCredential(string targetName, string authorizationId)
    : SmtpCredential(SmtpCredentialKind.Integrated, string.Empty, authorizationId)
{
    /// <summary>The service principal name, or empty for the usual one.</summary>
    public string TargetName { get; } = targetName;
}
