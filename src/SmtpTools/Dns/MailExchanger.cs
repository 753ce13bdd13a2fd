namespace SmtpTools;

/// <summary>One host that takes mail for a domain, with its addresses and what is wrong with it.</summary>
public sealed class MailExchanger
{
    internal MailExchanger()
    {
    }

    /// <summary>The preference, 0 to 65535. Lower is tried first; hosts of equal preference in random order (RFC 5321 5.1).</summary>
    public required int Preference { get; init; }

    /// <summary>The host's name in ASCII without a trailing dot, as the MX record has it.</summary>
    public required string Host { get; init; }

    /// <summary>The host's name with U-labels, where it has any; else the same as <see cref="Host"/>.</summary>
    public required string UnicodeHost { get; init; }

    /// <summary>The host's addresses, IPv6 before IPv4.</summary>
    public IReadOnlyList<MailExchangerAddress> Addresses { get; init; } = [];

    /// <summary>How long the MX record may be kept; for an implicit MX, the address.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>Whether there is no MX record and the domain itself is meant (RFC 5321 5.1).</summary>
    public bool IsImplicit { get; init; }

    /// <summary>The provider of mailboxes, or of a filter before them, that runs the host; null where its name is not known here.</summary>
    public string? Provider { get; init; }

    /// <summary>The names that the host's name is an alias of, in order; empty where it is none, as it should be (RFC 2181 10.3).</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether a trusted resolver has verified the addresses (RFC 7672 2.2.1). False where there is none.</summary>
    public bool IsSecure { get; init; }

    /// <summary>What is wrong with the host; empty where nothing is.</summary>
    public IReadOnlyList<MailExchangerFault> Faults { get; init; } = [];

    /// <summary>Whether mail can be tried here: the host has an address.</summary>
    public bool IsUsable => Addresses.Count > 0;

    /// <summary>The preference and the host.</summary>
    /// <returns>As a zone file has them, such as <c>10 mx.example.com</c>.</returns>
    public override string ToString() => $"{Preference} {Host}";
}
