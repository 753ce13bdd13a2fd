namespace SmtpTools;

/// <summary>Which IP versions are used.</summary>
public enum AddressFamilyChoice
{
    /// <summary>Both, whichever connects first (RFC 8305).</summary>
    Any,

    /// <summary>IPv4 alone.</summary>
    IPv4,

    /// <summary>IPv6 alone.</summary>
    IPv6,
}
