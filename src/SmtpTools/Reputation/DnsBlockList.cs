using System.Net;
using SmtpTools.Reputation;

namespace SmtpTools;

/// <summary>A list of addresses that is asked by DNS (RFC 5782): its zone, and what its answer codes mean where that is known here.</summary>
public sealed class DnsBlockList
{
    private readonly IReadOnlyDictionary<string, string> _meanings;

    /// <summary>Makes a list of which no more than its zone is known.</summary>
    /// <param name="zone">The zone, as in <c>bl.example.com</c>.</param>
    /// <exception cref="ArgumentException">It is no domain name.</exception>
    public DnsBlockList(string zone)
        : this(zone, null, new Dictionary<string, string>())
    {
    }

    internal DnsBlockList(string zone, string? website, IReadOnlyDictionary<string, string> meanings)
    {
        // An address with 32 nibbles stands before the zone (RFC 5782 2.4).
        const int MaxZone = 253 - 64;
        Zone = DomainName.TryParse((zone ?? throw new ArgumentNullException(nameof(zone))).Trim().TrimEnd('.'), out var name, out var fault) && name.Ascii.Length <= MaxZone
            ? name.Ascii
            : throw new ArgumentException($"'{zone}' is no zone of a block list: {fault ?? "it is too long"}.", nameof(zone));
        Website = website;
        _meanings = meanings;
    }

    /// <summary>The lists that are asked where none is named: such as may be asked free of charge and without registering, within their operators' limits.</summary>
    public static IReadOnlyList<DnsBlockList> Default => KnownBlockLists.Default;

    /// <summary>The zone in ASCII.</summary>
    public string Zone { get; }

    /// <summary>Where the operator explains entries; null where that is not known here.</summary>
    public string? Website { get; }

    /// <summary>Finds what is known about a list.</summary>
    /// <param name="zone">The zone, as in <c>zen.spamhaus.org</c>.</param>
    /// <returns>The list; of one that is not known here, its zone alone.</returns>
    /// <exception cref="ArgumentException">It is no domain name.</exception>
    public static DnsBlockList Find(string zone)
    {
        var list = new DnsBlockList(zone);
        return KnownBlockLists.All.FirstOrDefault(known => string.Equals(known.Zone, list.Zone, StringComparison.OrdinalIgnoreCase)) ?? list;
    }

    /// <inheritdoc/>
    public override string ToString() => Zone;

    internal DnsBlockListCode Explain(IPAddress answer) => new(answer.ToString(), _meanings.TryGetValue(answer.ToString(), out var meaning) ? meaning : null);
}
