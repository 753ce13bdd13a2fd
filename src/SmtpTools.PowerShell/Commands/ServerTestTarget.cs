namespace SmtpTools.Commands;

/// <summary>One piece of Test-SmtpServer's work: a server, or a domain's mail exchangers on one port.</summary>
/// <param name="Endpoint">The server; null for a domain.</param>
/// <param name="Domain">The domain; null for a server.</param>
/// <param name="Port">The port of the domain's mail exchangers.</param>
public sealed record ServerTestTarget(SmtpEndpoint? Endpoint, string? Domain, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => Domain ?? Endpoint?.ToString() ?? string.Empty;
}
