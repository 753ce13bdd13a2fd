namespace SmtpTools.Sasl;

internal sealed class ExternalCredential(string authorizationId) : SmtpCredential(SmtpCredentialKind.External, string.Empty, authorizationId);
