using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools;

/// <summary>How files are fetched over HTTPS.</summary>
public sealed class HttpsOptions
{
    /// <summary>How long one fetch may take, from the first question to the last octet; RFC 8461 3.3 suggests a minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Roots to trust besides the system's.</summary>
    public X509Certificate2Collection ExtraRoots { get; } = [];

    /// <summary>
    /// Where to connect in place of the host that an address names, as for a server that is not in DNS yet; name and certificate stay
    /// those of the address. Null for the host itself. Not known on .NET Framework.
    /// </summary>
    public IPEndPoint? ConnectTo { get; init; }
}
