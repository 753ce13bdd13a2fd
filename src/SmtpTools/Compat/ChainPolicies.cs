using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools;

/// <summary>What both targets can be told about building a chain, where they can be told it.</summary>
internal static class ChainPolicies
{
    /// <summary>The extended key usage of servers, id-kp-serverAuth (RFC 5280 4.2.1.12).</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly TimeSpan s_retrievalTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The server's certificate and those above it must serve for servers.</summary>
    public static void RequireServerUse(this X509ChainPolicy policy) => policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));

    /// <summary>Revocation is asked for at its servers, and what is missing of the chain may be fetched too.</summary>
    public static void CheckRevocation(this X509ChainPolicy policy)
    {
        policy.RevocationMode = X509RevocationMode.Online;
        policy.UrlRetrievalTimeout = s_retrievalTimeout;
    }

    /// <summary>
    /// Nothing is fetched: a chain that only works when its missing part is fetched from elsewhere does not work for other clients. .NET Framework
    /// has no such setting and may look for missing issuers by itself.
    /// </summary>
    public static void ForbidDownloads(this X509ChainPolicy policy)
    {
        policy.RevocationMode = X509RevocationMode.NoCheck;
#if !NETSTANDARD2_0
        policy.DisableCertificateDownloads = true;
#endif
    }
}
