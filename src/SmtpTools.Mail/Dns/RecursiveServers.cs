using System.Net;
using System.Net.Sockets;
using DnsClient;

namespace SmtpTools.Mail.Dns;

/// <summary>Finds the servers to ask: those that were named, else the system's.</summary>
internal static class RecursiveServers
{
    /// <summary>The most servers that are asked. Each takes a share of a question's time.</summary>
    internal const int Max = 8;

    /// <param name="options">The servers that were named, if any.</param>
    /// <param name="addressesOf">Finds the addresses of a server that was named by its host name.</param>
    /// <exception cref="DnsServerException">There is none.</exception>
    internal static IReadOnlyList<RecursiveServer> Find(MailDnsOptions options, Func<string, IPAddress[]> addressesOf)
    {
        var found = options.Servers.Count > 0 ? options.Servers.SelectMany(s => Resolve(s, addressesOf)) : OfSystem();
        List<RecursiveServer> servers = [.. found.Distinct().Take(Max).Select(e => new RecursiveServer(e, options.TrustServers))];
        return servers.Count > 0 ? servers : throw new DnsServerException("This system has no DNS server configured. Name one.");
    }

    private static IEnumerable<IPEndPoint> Resolve(DnsServerAddress server, Func<string, IPAddress[]> addressesOf)
    {
        if (IPAddress.TryParse(server.Host, out var address))
        {
            return [new IPEndPoint(address, server.Port)];
        }

        try
        {
            return addressesOf(server.Host).Select(a => new IPEndPoint(a, server.Port));
        }
        catch (SocketException e)
        {
            throw new DnsServerException($"The DNS server {server.Host} has no address that this system knows of.", e);
        }
    }

    private static IEnumerable<IPEndPoint> OfSystem()
    {
        try
        {
            // Never a public server that nobody named: it would be told about every domain that is asked for.
            return NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false)
                .Select(s => new IPEndPoint(IPAddress.Parse(s.Address), s.Port));
        }
        catch (Exception e) when (e is InvalidOperationException or SocketException or IOException)
        {
            throw new DnsServerException("This system's DNS servers cannot be found. Name one.", e);
        }
    }
}
