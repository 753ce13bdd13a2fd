namespace SmtpTools.Sasl;

/// <summary>All that decides which mechanisms can be tried on a connection.</summary>
internal sealed record SaslRequest
{
    /// <summary>The mechanisms that the server offers now (after STARTTLS its second EHLO counts), in upper case.</summary>
    public required IReadOnlyList<string> Offered { get; init; }

    public required SmtpCredential Credential { get; init; }

    /// <summary>The name by which the server was asked for: OAUTHBEARER and Kerberos name it.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Whether the connection is under TLS, or never leaves the machine (a Unix domain socket).</summary>
    public required bool IsProtected { get; init; }

    /// <summary>The bindings that the TLS connection gives, the preferred one first.</summary>
    public IReadOnlyList<SaslChannelBinding> ChannelBindings { get; init; } = [];

    /// <summary>Whether the TLS connection was made with a client certificate.</summary>
    public bool HasClientCertificate { get; init; }

    /// <summary>Whether the user has asked, by an explicit switch, for secrets to be sent without TLS.</summary>
    public bool AllowUnprotectedSecrets { get; init; }

    /// <summary>The one mechanism that the user has named; null for the best that can be used.</summary>
    public string? Mechanism { get; init; }

    /// <summary>
    /// Whether we could bind to the TLS connection and the server offers no mechanism that does: what SCRAM tells the server, so that it
    /// notices a list that was cut on the way (RFC 5802 6).
    /// </summary>
    public bool ServerLacksBinding => ChannelBindings.Count > 0 && !Offered.Any(name => name.EndsWith("-PLUS", StringComparison.OrdinalIgnoreCase));
}
