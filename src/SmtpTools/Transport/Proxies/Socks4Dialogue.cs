using System.Net.Sockets;
using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Transport;

/// <summary>SOCKS4 and SOCKS4a: one request, one reply of eight octets.</summary>
internal sealed class Socks4Dialogue : ProxyDialogue
{
    private const byte Version = 4;
    private const byte Connect = 1;
    private const int ReplyLength = 8;

    /// <summary>An address 0.0.0.x with x other than 0 says that a name follows (SOCKS4a).</summary>
    private static readonly byte[] s_nameFollows = [0, 0, 0, 1];

    public Socks4Dialogue(ProxyOptions proxy, ProxyTarget target)
        : base(proxy, target)
    {
        if (target.Address is { AddressFamily: not AddressFamily.InterNetwork })
        {
            throw Refusal(ProxyFault.TargetRefused, "SOCKS4 knows no IPv6 addresses.");
        }
    }

    public override byte[] Begin()
    {
        Wanted = ReplyLength;
        var request = new List<byte> { Version, Connect, (byte)(Target.Port >> 8), (byte)Target.Port };
        request.AddRange(Target.Address?.GetAddressBytes() ?? s_nameFollows);
        request.AddRange(Encoding.UTF8.GetBytes(Proxy.Credential?.UserName ?? string.Empty));
        request.Add(0);
        if (Target.Name is { } name)
        {
            request.AddRange(Encoding.ASCII.GetBytes(name));
            request.Add(0);
        }

        return [.. request];
    }

    public override byte[] Take(ReadOnlySpan<byte> octets)
    {
        Wanted = 0;
        if (octets[0] != 0)
        {
            throw Refusal(ProxyFault.ProtocolError, $"a SOCKS4 reply begins with a zero, and this one is {ForeignService.Describe(octets)}");
        }

        return octets[1] switch
        {
            90 => [],
            91 => throw Refusal(ProxyFault.TargetUnreachable, "request rejected or failed (91)."),
            92 => throw Refusal(ProxyFault.CredentialRefused, "it could not ask this computer's identd for the user (92)."),
            93 => throw Refusal(ProxyFault.CredentialRefused, "this computer's identd names another user (93)."),
            var code => throw Refusal(ProxyFault.ProtocolError, $"its code {code} is none of SOCKS4."),
        };
    }
}
