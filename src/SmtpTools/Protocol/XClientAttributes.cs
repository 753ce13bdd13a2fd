using SmtpTools.Protocol;

namespace SmtpTools;

/// <summary>
/// What XCLIENT tells a server that trusts this computer: for the rest of the session it is to act as if another client had connected
/// (Postfix's XCLIENT). What is null is not told.
/// </summary>
public sealed class XClientAttributes
{
    /// <summary>The value of what is not known.</summary>
    public const string Unavailable = "[UNAVAILABLE]";

    /// <summary>The value of a name whose look-up failed for now.</summary>
    public const string TemporarilyUnavailable = "[TEMPUNAVAIL]";

    /// <summary>NAME: the client's host name, verified by the address that it has; or <see cref="Unavailable"/>, <see cref="TemporarilyUnavailable"/>.</summary>
    public string? Name { get; set; }

    /// <summary>REVERSE_NAME: the host name of the client's address, not verified; or <see cref="Unavailable"/>, <see cref="TemporarilyUnavailable"/>.</summary>
    public string? ReverseName { get; set; }

    /// <summary>ADDR: the client's IP address, or <see cref="Unavailable"/>.</summary>
    public string? Address { get; set; }

    /// <summary>PORT: the client's TCP port, or <see cref="Unavailable"/>.</summary>
    public string? Port { get; set; }

    /// <summary>PROTO: the protocol that the client speaks, SMTP or ESMTP.</summary>
    public string? Protocol { get; set; }

    /// <summary>HELO: the name that the client gave in EHLO, or <see cref="Unavailable"/>.</summary>
    public string? Helo { get; set; }

    /// <summary>LOGIN: the name that the client authenticated as, or <see cref="Unavailable"/>.</summary>
    public string? Login { get; set; }

    /// <summary>DESTADDR: the IP address that the client connected to, or <see cref="Unavailable"/>.</summary>
    public string? DestinationAddress { get; set; }

    /// <summary>DESTPORT: the TCP port that the client connected to, or <see cref="Unavailable"/>.</summary>
    public string? DestinationPort { get; set; }

    /// <summary>Refuses what can't be told, before anything is connected to.</summary>
    /// <exception cref="ArgumentException">Nothing is told, or a value is not of its kind.</exception>
    internal void Check() => _ = AttributeCommand.Lines("XCLIENT", ToPairs());

    /// <summary>Name and value of what is told, the value before its encoding.</summary>
    /// <exception cref="ArgumentException">A value is not of its kind.</exception>
    internal IEnumerable<(string Name, string Value)> ToPairs() => AttributeCommand.Pairs(
        ("NAME", AttributeCommand.Text(Name)),
        ("REVERSE_NAME", AttributeCommand.Text(ReverseName)),
        ("ADDR", AttributeCommand.Address(Address)),
        ("PORT", AttributeCommand.Port(Port)),
        ("PROTO", AttributeCommand.OneOf(Protocol, "SMTP", "ESMTP")),
        ("HELO", AttributeCommand.Text(Helo)),
        ("LOGIN", AttributeCommand.Text(Login)),
        ("DESTADDR", AttributeCommand.Address(DestinationAddress)),
        ("DESTPORT", AttributeCommand.Port(DestinationPort)));
}
