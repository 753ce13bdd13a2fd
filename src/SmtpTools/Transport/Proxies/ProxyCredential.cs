using System.Net;
using System.Text;

namespace SmtpTools.Transport;

/// <summary>What each protocol can carry of a user name and password.</summary>
internal static class ProxyCredential
{
    /// <summary>Most octets of each of the two (RFC 1929 2).</summary>
    public const int MaxSocksLength = 255;

    /// <summary>Refuses a credential before anything is sent. The messages repeat no part of it.</summary>
    /// <exception cref="ArgumentException">It can't be told a proxy of this kind.</exception>
    public static void Check(ProxyKind kind, NetworkCredential credential)
    {
        switch (kind)
        {
            case ProxyKind.Http when credential.UserName.Contains(':'):
                throw new ArgumentException("The user name for an HTTP proxy can't hold a colon (RFC 7617 2).");
            case ProxyKind.Http when (credential.UserName + credential.Password).Any(char.IsControl):
                throw new ArgumentException("The user name and password for an HTTP proxy can't hold control characters (RFC 7617 2).");
            case ProxyKind.Socks5 when Encoding.UTF8.GetByteCount(credential.UserName) > MaxSocksLength || Encoding.UTF8.GetByteCount(credential.Password) > MaxSocksLength:
                throw new ArgumentException($"The user name and the password for a SOCKS5 proxy can have {MaxSocksLength} octets each (RFC 1929 2).");
            case ProxyKind.Socks4 or ProxyKind.Socks4a when credential.UserName.Contains('\0') || Encoding.UTF8.GetByteCount(credential.UserName) > MaxSocksLength:
                throw new ArgumentException($"The user name for a SOCKS4 proxy can have {MaxSocksLength} octets and no NUL.");
        }
    }
}
