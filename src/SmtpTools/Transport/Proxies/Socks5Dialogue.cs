using System.Net.Sockets;
using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Transport;

/// <summary>SOCKS5 (RFC 1928): the choice of a method, user name and password (RFC 1929) where the proxy wants them, the request.</summary>
internal sealed class Socks5Dialogue(ProxyOptions proxy, ProxyTarget target) : ProxyDialogue(proxy, target)
{
    private const byte Version = 5;
    private const byte PasswordVersion = 1;
    private const byte Connect = 1;
    private const byte NoMethod = 0;
    private const byte PasswordMethod = 2;
    private const byte NoAcceptableMethod = 0xFF;
    private const byte V4Address = 1;
    private const byte NameAddress = 3;
    private const byte V6Address = 4;

    /// <summary>A reply up to the first octet of its address, which for a name is the name's length.</summary>
    private const int ReplyStart = 5;

    private Step _step;

    private enum Step
    {
        Method,
        Password,
        Reply,
        BoundAddress,
    }

    public override byte[] Begin()
    {
        _step = Step.Method;
        Wanted = 2;
        return Proxy.Credential is null ? [Version, 1, NoMethod] : [Version, 2, NoMethod, PasswordMethod];
    }

    public override byte[] Take(ReadOnlySpan<byte> octets) => _step switch
    {
        Step.Method => TakeMethod(octets),
        Step.Password => TakePasswordStatus(octets),
        Step.Reply => TakeReply(octets),
        _ => End(),
    };

    private byte[] TakeMethod(ReadOnlySpan<byte> octets)
    {
        CheckVersion(octets, Version);
        switch (octets[1])
        {
            case NoMethod:
                return Request();
            case PasswordMethod when Proxy.Credential is { } credential:
                _step = Step.Password;
                var name = Encoding.UTF8.GetBytes(credential.UserName);
                var password = Encoding.UTF8.GetBytes(credential.Password);
                return [PasswordVersion, (byte)name.Length, .. name, (byte)password.Length, .. password];
            case NoAcceptableMethod:
                throw Refusal(
                    ProxyFault.CredentialRefused,
                    Proxy.Credential is null ? "it takes nobody without." : "it takes neither clients without credentials nor a user name and password (RFC 1928 3).");
            default:
                throw Refusal(ProxyFault.ProtocolError, $"it chose the method {octets[1]}, which was not offered (RFC 1928 3).");
        }
    }

    private byte[] TakePasswordStatus(ReadOnlySpan<byte> octets)
    {
        // RFC 1929 2 has its own version number here; some proxies send that of SOCKS.
        if (octets[0] != Version)
        {
            CheckVersion(octets, PasswordVersion);
        }

        return octets[1] == 0 ? Request() : throw Refusal(ProxyFault.CredentialRefused, $"status {octets[1]} (RFC 1929 2).");
    }

    private byte[] Request()
    {
        _step = Step.Reply;
        Wanted = ReplyStart;
        byte[] name = Target.Name is null ? [] : Encoding.ASCII.GetBytes(Target.Name);
        byte[] address = Target.Address is { } known
            ? [known.AddressFamily == AddressFamily.InterNetworkV6 ? V6Address : V4Address, .. known.GetAddressBytes()]
            : [NameAddress, (byte)name.Length, .. name];
        return [Version, Connect, 0, .. address, (byte)(Target.Port >> 8), (byte)Target.Port];
    }

    private byte[] TakeReply(ReadOnlySpan<byte> octets)
    {
        CheckVersion(octets, Version);
        if (octets[1] != 0)
        {
            throw Refused(octets[1]);
        }

        // The address that the proxy connects from and its port; one octet of it is read already.
        Wanted = octets[3] switch
        {
            V4Address => 4 - 1 + 2,
            V6Address => 16 - 1 + 2,
            NameAddress => octets[4] + 2,
            var type => throw Refusal(ProxyFault.ProtocolError, $"its reply has an address of the unknown type {type} (RFC 1928 6)."),
        };
        _step = Step.BoundAddress;
        return [];
    }

    private byte[] End()
    {
        Wanted = 0;
        return [];
    }

    private SmtpProxyException Refused(byte code) => code switch
    {
        1 => Refusal(ProxyFault.TargetUnreachable, "general failure (1)."),
        2 => Refusal(ProxyFault.TargetRefused, "its rules do not allow it (2)."),
        3 => Refusal(ProxyFault.TargetUnreachable, "network unreachable (3)."),
        4 => Refusal(ProxyFault.TargetUnreachable, "host unreachable, or its name is not known there (4)."),
        5 => Refusal(ProxyFault.TargetUnreachable, "connection refused (5)."),
        6 => Refusal(ProxyFault.TargetUnreachable, "time to live expired (6)."),
        7 => Refusal(ProxyFault.TargetRefused, "it does not make connections (7)."),
        8 => Refusal(ProxyFault.TargetRefused, "it does not know this type of address (8)."),
        _ => Refusal(ProxyFault.ProtocolError, $"its code {code} is none of SOCKS5 (RFC 1928 6)."),
    };

    private void CheckVersion(ReadOnlySpan<byte> octets, byte expected)
    {
        if (octets[0] != expected)
        {
            throw Refusal(ProxyFault.ProtocolError, $"SOCKS5 would begin with {expected}, and it sent {ForeignService.Describe(octets)}");
        }
    }
}
