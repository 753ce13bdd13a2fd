namespace SmtpTools.Sasl;

/// <summary>What a server knows of a connection when a client wants to sign in.</summary>
/// <param name="Accounts">Who may.</param>
/// <param name="Binding">What ties an exchange to the TLS connection; null where nothing does.</param>
/// <param name="CertificateNames">The names in the client's certificate; empty where it showed none.</param>
internal sealed record SaslServerContext(SaslAccounts Accounts, SaslChannelBinding? Binding, IReadOnlyList<string> CertificateNames);
