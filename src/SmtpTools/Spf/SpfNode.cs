using System.Text;

namespace SmtpTools;

/// <summary>
/// What an SPF record leads to: the record itself, or one of its terms that cause DNS queries, with what lies below. Unlike a check, which
/// stops at the first match, the tree has every branch that a check may come to; those that none comes to are marked, and not followed.
/// </summary>
public sealed class SpfNode
{
    internal SpfNode()
    {
    }

    /// <summary>The term that leads here, as written; null for the record at the top.</summary>
    public string? Term { get; init; }

    /// <summary>The name that is asked for; with macros, where it depends on the client or the message.</summary>
    public required string Domain { get; init; }

    /// <summary>What was found there; null where that was not asked for, because the name depends on the client or the message, no check asks for it, or the tree is too large.</summary>
    public DomainRecordStatus? Status { get; init; }

    /// <summary>The SPF record there, where the node stands for one.</summary>
    public string? Record { get; init; }

    /// <summary>What was found, in a few words: addresses, hosts, or what is wrong.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether this record stands above in the tree already, so that a check never ends (and gives permerror).</summary>
    public bool IsLoop { get; init; }

    /// <summary>Whether this record stands elsewhere in the tree, where its branches are shown. Its look-ups count again.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>
    /// Whether no check looks at the term: a mechanism behind all, or a redirect in a record with all (RFC 7208 5.1). It is not followed and
    /// not counted.
    /// </summary>
    public bool IsIgnored { get; init; }

    /// <summary>
    /// How many terms that cause DNS queries are here and below, and one more where the macro p asks for the client's name first; a check
    /// allows 10 in all (RFC 7208 4.6.4). What lies behind a name that depends on the message is not known, and not among them.
    /// </summary>
    public int LookupCount { get; init; }

    /// <summary>How many of them get an empty answer at most, whichever family the client's address has; a check allows 2 in all (RFC 7208 4.6.4).</summary>
    public int VoidLookupCount => Math.Max(Ipv4VoidLookupCount, Ipv6VoidLookupCount);

    /// <summary>How many of them get an empty answer where the client has an IPv4 address: then a asks for A records alone (RFC 7208 5).</summary>
    public int Ipv4VoidLookupCount { get; init; }

    /// <summary>How many of them get an empty answer where the client has an IPv6 address: then a asks for AAAA records alone (RFC 7208 5).</summary>
    public int Ipv6VoidLookupCount { get; init; }

    /// <summary>The terms of the record here that cause DNS queries.</summary>
    public IReadOnlyList<SpfNode> Children { get; init; } = [];

    /// <summary>The tree from here on as text, a line for each node with its look-ups.</summary>
    public string Outline
    {
        get
        {
            var text = new StringBuilder();
            Write(text, string.Empty, string.Empty);
            return text.ToString().TrimEnd('\n');
        }
    }

    /// <summary>How many of the look-ups are the macro p's: 1 where it is expanded here or below for the first time, else 0.</summary>
    internal int ReverseNameLookups { get; init; }

    internal SpfRecord? Parsed { get; init; }

    internal SpfMechanismKind? Kind { get; init; }

    internal IEnumerable<SpfNode> All() => Children.SelectMany(static child => child.All()).Prepend(this);

    /// <summary>The node in one line.</summary>
    /// <returns>Such as <c>include:_spf.example.com (3 look-ups)</c>.</returns>
    public override string ToString()
    {
        var voids = (Ipv4VoidLookupCount, Ipv6VoidLookupCount) switch
        {
            (0, 0) => string.Empty,
            var (ipv4, ipv6) when ipv4 == ipv6 => $", {ipv4} empty",
            (0, var ipv6) => $", {ipv6} empty over IPv6",
            (var ipv4, 0) => $", {ipv4} empty over IPv4",
            var (ipv4, ipv6) => $", {ipv4} empty over IPv4 and {ipv6} over IPv6",
        };
        var flags = (IsLoop ? " [loop]" : string.Empty) + (IsRepeated ? " [see above]" : string.Empty) + (IsIgnored ? " [ignored]" : string.Empty);
        return $"{Term ?? Domain} ({LookupCount}{voids}){flags}";
    }

    private void Write(StringBuilder text, string first, string rest)
    {
        _ = text.Append(first).Append(ToString());
        if (Record is { } record && !IsRepeated)
        {
            _ = text.Append("  ").Append(record);
        }
        else if (Detail is { } detail)
        {
            _ = text.Append("  ").Append(detail);
        }

        _ = text.Append('\n');
        for (var i = 0; i < Children.Count; i++)
        {
            var isLast = i == Children.Count - 1;
            Children[i].Write(text, rest + (isLast ? "\u2514\u2500 " : "\u251C\u2500 "), rest + (isLast ? "   " : "\u2502  "));
        }
    }
}
