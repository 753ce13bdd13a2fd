using SmtpTools.Protocol;

namespace SmtpTools;

/// <summary>
/// What XFORWARD tells a server that trusts this computer: where the next message came from, for its log alone (Postfix's XFORWARD). What is
/// null is not told. <see cref="XClientAttributes.Unavailable"/> stands for what is not known.
/// </summary>
public sealed class XForwardAttributes
{
    /// <summary>NAME: the host name that the message came from.</summary>
    public string? Name { get; set; }

    /// <summary>ADDR: the IP address that the message came from.</summary>
    public string? Address { get; set; }

    /// <summary>PORT: the TCP port that the message came from.</summary>
    public string? Port { get; set; }

    /// <summary>PROTO: the protocol that the message came by, such as SMTP or ESMTP.</summary>
    public string? Protocol { get; set; }

    /// <summary>HELO: the name that the message's client gave in EHLO.</summary>
    public string? Helo { get; set; }

    /// <summary>IDENT: the message's queue id on the computer before.</summary>
    public string? QueueId { get; set; }

    /// <summary>SOURCE: where the message came from, LOCAL or REMOTE.</summary>
    public string? Source { get; set; }

    /// <summary>Name and value of what is told, the value before its encoding.</summary>
    /// <exception cref="ArgumentException">A value is not of its kind.</exception>
    internal IEnumerable<(string Name, string Value)> ToPairs() => AttributeCommand.Pairs(
        ("NAME", AttributeCommand.Text(Name)),
        ("ADDR", AttributeCommand.Address(Address)),
        ("PORT", AttributeCommand.Port(Port)),
        ("PROTO", AttributeCommand.Text(Protocol)),
        ("HELO", AttributeCommand.Text(Helo)),
        ("IDENT", AttributeCommand.Text(QueueId)),
        ("SOURCE", AttributeCommand.OneOf(Source, "LOCAL", "REMOTE")));
}
