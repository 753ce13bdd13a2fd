namespace SmtpTools.Sasl;

/// <summary>One mechanism of the catalogue.</summary>
/// <param name="Name">The registered name.</param>
/// <param name="Kinds">The kinds of credential that it can use.</param>
/// <param name="ExposesSecret">Whether a listener would learn a password or a token.</param>
/// <param name="Create">Begins an exchange; the flag asks a token source for a fresh token.</param>
internal sealed record SaslCatalogEntry(string Name, SmtpCredentialKind[] Kinds, bool ExposesSecret, Func<SaslRequest, bool, SaslMechanism> Create);
