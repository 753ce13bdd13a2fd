using System.Net.Sockets;

namespace SmtpTools;

/// <summary>An address of a mail exchanger.</summary>
public sealed class MailExchangerAddress
{
    internal MailExchangerAddress(AddressRecord record, string? specialBlock, IprevResult? reverse)
    {
        Iprev = reverse;
        Address = record.Address.ToString();
        Family = record.Address.AddressFamily;
        TimeToLive = record.TimeToLive;
        SpecialBlock = specialBlock;
    }

    /// <summary>The address as text.</summary>
    public string Address { get; }

    /// <summary>The family: InterNetwork for IPv4, InterNetworkV6 for IPv6.</summary>
    public AddressFamily Family { get; }

    /// <summary>How long the address may be kept.</summary>
    public TimeSpan TimeToLive { get; }

    /// <summary>The block that the address lies in and that is not reached from the Internet (RFC 6890), with its use; null for a global address.</summary>
    public string? SpecialBlock { get; }

    /// <summary>The address's names, and whether they lead back to it; null where that was not asked for.</summary>
    public IprevResult? Iprev { get; }

    /// <summary>The address.</summary>
    /// <returns>The address as text.</returns>
    public override string ToString() => Address;
}
