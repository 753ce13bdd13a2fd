namespace SmtpTools.Sasl;

/// <summary>The mechanisms that a server can offer.</summary>
internal static class SaslServers
{
    /// <summary>Their names in the order in which they are announced.</summary>
    public static IReadOnlyList<string> Names { get; } = ["PLAIN", "LOGIN"];

    /// <summary>Starts an exchange; null for a mechanism that there is not.</summary>
    public static SaslServer? Create(string name, SaslAccounts accounts) => name.ToUpperInvariant() switch
    {
        "PLAIN" => new PlainServer(accounts),
        "LOGIN" => new LoginServer(accounts),
        _ => null,
    };
}
