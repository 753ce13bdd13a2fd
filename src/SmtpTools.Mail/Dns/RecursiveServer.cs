using System.Net;
using DnsClient;

namespace SmtpTools.Mail.Dns;

/// <summary>A server that is asked.</summary>
internal sealed class RecursiveServer(IPEndPoint endPoint, bool isTrusted)
{
    private readonly string _text = endPoint.ToString();

    /// <summary>The server in the library's terms: a list of one.</summary>
    internal IReadOnlyCollection<NameServer> Wire { get; } = [new NameServer(endPoint)];

    /// <summary>Whether its word for an answer's authenticity counts (RFC 4035 4.9.3).</summary>
    internal bool IsTrusted { get; } = isTrusted || IPAddress.IsLoopback(endPoint.Address);

    /// <summary>Whether it has answered a question with EDNS, so that its silence means something else.</summary>
    internal bool SpeaksEdns { get; set; }

    /// <summary>Whether it answers questions without EDNS and is silent to the same ones with it.</summary>
    internal bool DropsEdns { get; set; }

    public override string ToString() => _text;
}
