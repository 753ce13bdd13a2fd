namespace SmtpTools;

/// <summary>Where the mail of one domain goes.</summary>
public sealed class MailExchangerResult
{
    internal MailExchangerResult()
    {
    }

    /// <summary>The domain with U-labels, where it has any. As it was given, where it is not a domain name.</summary>
    public required string Domain { get; init; }

    /// <summary>The domain in ASCII, as DNS was asked for it; null where it is not a domain name.</summary>
    public required string? AsciiDomain { get; init; }

    /// <summary>Where the mail goes, or why that is not known.</summary>
    public required MailExchangerStatus Status { get; init; }

    /// <summary>The hosts, by preference and then by name; with an implicit MX the domain itself.</summary>
    public IReadOnlyList<MailExchanger> Exchangers { get; init; } = [];

    /// <summary>The hosts in the order in which they are tried: those of one preference together, since they are tried as one (RFC 5321 5.1).</summary>
    public IReadOnlyList<MailExchangerGroup> Groups =>
        Exchangers.GroupBy(static exchanger => exchanger.Preference).Select(static group => new MailExchangerGroup(group.Key, group)).ToArray();

    /// <summary>The names that the domain's name is an alias of, in order; the last one's MX records count (RFC 5321 5.1). Empty where it is none.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What is wrong with the list as a whole. What is wrong with a host stands at the host.</summary>
    public IReadOnlyList<MailExchangerFault> Faults { get; init; } = [];

    /// <summary>That there are more MX records than were looked at, in a sentence; null where there are not.</summary>
    internal string? LeftOut => Faults.FirstOrDefault(static fault => fault.Kind == MailExchangerFaultKind.TooMany)?.Message;

    /// <summary>The provider that runs the most preferred host; null where it is not known here.</summary>
    public string? Provider => Exchangers.Count > 0 ? Exchangers[0].Provider : null;

    /// <summary>Whether the resolver says that it has verified the answer about the MX records (the AD flag); "according to <see cref="Resolver"/>".</summary>
    public bool IsAuthentic { get; init; }

    /// <summary>Whether it has, and is trusted: reached over loopback or declared trusted (RFC 4035 4.9.3).</summary>
    public bool IsSecure { get; init; }

    /// <summary>The resolver that answered for the MX records, as address and port; null where none did.</summary>
    public string? Resolver { get; init; }

    /// <summary>How long the answer about the MX records may be kept.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>How long all questions about the domain took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What stands behind the status, in a sentence; null where the status is Found.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether the domain may get another status when it is asked for again: servers failed or did not answer.</summary>
    public bool IsTransient => Status is MailExchangerStatus.ServerFailure or MailExchangerStatus.Timeout;

    /// <summary>Whether mail for the domain can be tried now.</summary>
    public bool AcceptsMail => Status is MailExchangerStatus.Found or MailExchangerStatus.ImplicitMx;

    /// <summary>The domain and its status.</summary>
    /// <returns>Such as <c>example.com: Found</c>.</returns>
    public override string ToString() => $"{Domain}: {Status}";
}
