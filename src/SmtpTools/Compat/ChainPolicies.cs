using System.Security.Cryptography.X509Certificates;

namespace SmtpTools;

/// <summary>What both targets can be told about building a chain, where they can be told it.</summary>
internal static class ChainPolicies
{
    /// <summary>Nothing is fetched to complete the chain. .NET Framework has no such setting and may look for missing issuers by itself.</summary>
    public static void ForbidDownloads(this X509ChainPolicy policy)
    {
        policy.RevocationMode = X509RevocationMode.NoCheck;
#if !NETSTANDARD2_0
        policy.DisableCertificateDownloads = true;
#endif
    }
}
