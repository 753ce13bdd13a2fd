using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace SmtpTools.Session;

/// <summary>The argument of EHLO (RFC 5321 4.1.1.1): a full domain name, or the address of the connection as a literal.</summary>
internal static class LocalName
{
    /// <summary>Checks a name that the user gave.</summary>
    /// <exception cref="ArgumentException">It is neither a domain nor an address literal.</exception>
    public static string Check(string name)
    {
        if (Mailbox.IsAddressLiteral(name))
        {
            return name;
        }

        return DomainName.TryParse(name, out var domain, out var fault)
            ? domain.Ascii
            : throw new ArgumentException($"'{name}' can't be given as the client's name: {fault}. EHLO takes a domain name, or an address literal such as [192.0.2.1] (RFC 5321 4.1.1.1).");
    }

    /// <summary>The computer's full name where it is a proper one, else the local address: servers refuse <c>desktop</c> and <c>my_pc</c>.</summary>
    /// <param name="local">The local address; null for a connection that has none.</param>
    public static string Default(IPAddress? local)
    {
        string name;
        try
        {
            var properties = IPGlobalProperties.GetIPGlobalProperties();
            name = properties.DomainName.Length > 0 && !properties.HostName.Contains('.')
                ? $"{properties.HostName}.{properties.DomainName}"
                : properties.HostName;
        }
        catch (NetworkInformationException)
        {
            name = string.Empty;
        }

        return name.Contains('.') && DomainName.TryParse(name, out var domain) && !domain.Ascii.EndsWith(".localdomain", StringComparison.Ordinal)
            ? domain.Ascii
            : Literal(local ?? IPAddress.Loopback);
    }

    /// <summary>An address as RFC 5321 4.1.3 writes it; a mapped IPv4 address is an IPv4 address.</summary>
    public static string Literal(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily == AddressFamily.InterNetwork)
        {
            return $"[{plain}]";
        }

        // A zone index means something on this machine alone.
        return $"[IPv6:{new IPAddress(plain.GetAddressBytes())}]";
    }
}
