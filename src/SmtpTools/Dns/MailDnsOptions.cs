namespace SmtpTools;

/// <summary>Whom to ask in DNS, and with what patience.</summary>
public sealed class MailDnsOptions
{
    /// <summary>The recursive servers to ask, in order of preference. The system's own where empty.</summary>
    public IReadOnlyList<DnsServerAddress> Servers { get; init; } = [];

    /// <summary>How long one question may take with all tries at all servers. Greater than zero; ten seconds where not set.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a server that does not answer is asked, 1 or more.</summary>
    public int Tries { get; init; } = 2;

    /// <summary>
    /// Whether the servers and the way to them are trusted, so that their word for an answer's authenticity counts even where they
    /// are not on this machine (RFC 4035 4.9.3).
    /// </summary>
    public bool TrustServers { get; init; }

    /// <summary>
    /// Whether all questions go over TCP (RFC 7766 5). Who is not on the way cannot forge an answer there; over UDP guessing the port and
    /// the ID is enough (RFC 5452 8). It costs a connection for each question under way.
    /// </summary>
    public bool UseTcpOnly { get; init; }
}
