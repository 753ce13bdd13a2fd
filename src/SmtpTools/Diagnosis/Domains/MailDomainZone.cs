namespace SmtpTools;

/// <summary>The zone that a domain stands in, and its servers.</summary>
public sealed class MailDomainZone
{
    internal MailDomainZone(SoaRecord start, IReadOnlyList<string> nameServers)
    {
        Name = start.Name;
        Start = start;
        NameServers = nameServers;
    }

    /// <summary>The zone's name: the domain itself or one above it.</summary>
    public string Name { get; }

    /// <summary>The zone's servers, as the zone says; empty where they are not known.</summary>
    public IReadOnlyList<string> NameServers { get; }

    /// <summary>The zone's SOA record.</summary>
    public SoaRecord Start { get; }

    /// <summary>The zone and its servers.</summary>
    /// <returns>Such as <c>example.com: ns1.example.com, ns2.example.com</c>.</returns>
    public override string ToString() => $"{Name}: {string.Join(", ", NameServers)}";
}
