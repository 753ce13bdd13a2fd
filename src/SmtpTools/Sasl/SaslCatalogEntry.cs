namespace SmtpTools.Sasl;

/// <summary>One mechanism of the catalogue.</summary>
internal sealed record SaslCatalogEntry
{
    /// <summary>The registered name.</summary>
    public required string Name { get; init; }

    /// <summary>The kinds of credential that it is used with.</summary>
    public required SmtpCredentialKind[] Kinds { get; init; }

    /// <summary>The kinds of credential that it is used with only when the user has named it.</summary>
    public SmtpCredentialKind[] KindsWhenNamed { get; init; } = [];

    /// <summary>Whether a listener would learn a password or a token.</summary>
    public bool ExposesSecret { get; init; }

    /// <summary>Whether it can say that the user acts as another one.</summary>
    public bool CarriesAuthorizationId { get; init; }

    /// <summary>Whether it binds to the TLS connection: a SCRAM with <c>-PLUS</c>.</summary>
    public bool Binds { get; init; }

    /// <summary>Whether it exists on this runtime: null, or why not.</summary>
    public string? UnavailableReason { get; init; }

    /// <summary>Begins an exchange. The binding is null but for those that bind; the flag asks a token source for a fresh token.</summary>
    public required Func<SaslRequest, SaslChannelBinding?, bool, SaslMechanism> Create { get; init; }
}
