using System.Net;
using SmtpTools.Spf;

namespace SmtpTools;

/// <summary>A mechanism with its qualifier: what the client is compared with, and what a match means (RFC 7208 5).</summary>
public sealed class SpfMechanism : SpfTerm
{
    internal SpfMechanism(string text, int position)
        : base(text, position)
    {
    }

    /// <summary>Which mechanism it is.</summary>
    public required SpfMechanismKind Kind { get; init; }

    /// <summary>What a match means.</summary>
    public required SpfQualifier Qualifier { get; init; }

    /// <summary>The domain as written, macros included; null where none is, so that the record's own domain is meant (RFC 7208 4.8).</summary>
    public string? Target => TargetMacro?.Text;

    /// <summary>The network's address in ip4 and ip6; else null.</summary>
    public string? Network => Address?.ToString();

    /// <summary>How many leading bits of an IPv4 address count in ip4, a and mx: 32 where nothing is written. Null elsewhere.</summary>
    public int? Ipv4PrefixLength { get; init; }

    /// <summary>How many leading bits of an IPv6 address count in ip6, a and mx: 128 where nothing is written. Null elsewhere.</summary>
    public int? Ipv6PrefixLength { get; init; }

    /// <inheritdoc/>
    public override bool CausesLookup =>
        Kind is SpfMechanismKind.Include or SpfMechanismKind.A or SpfMechanismKind.Mx or SpfMechanismKind.Ptr or SpfMechanismKind.Exists;

    internal MacroString? TargetMacro { get; init; }

    internal IPAddress? Address { get; init; }
}
