using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Transport;

/// <summary>A chain that may end in one of the roots that the user gave besides the system's.</summary>
internal static class ExtraRootChain
{
    public static X509Chain Build(X509Certificate2 leaf, X509Certificate2Collection sent, TlsOptions options)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = options.Revocation == RevocationCheck.Off ? X509RevocationMode.NoCheck : X509RevocationMode.Online;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        chain.ChainPolicy.ExtraStore.AddRange(sent);
#if NETSTANDARD2_0
        // Without custom trust the platform calls such a root unknown; EndsInExtraRoot tells better.
        chain.ChainPolicy.ExtraStore.AddRange(options.ExtraRoots);
#else
        chain.ChainPolicy.DisableCertificateDownloads = options.Revocation == RevocationCheck.Off;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(options.ExtraRoots);
#endif
        _ = chain.Build(leaf);
        return chain;
    }

    /// <summary>True where the last certificate of the chain is one of the user's own roots, whatever the platform says of it.</summary>
    public static bool EndsInExtraRoot(X509Chain chain, TlsOptions options)
    {
        var root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate;
        return options.ExtraRoots.Cast<X509Certificate2>().Any(extra => extra.RawData.AsSpan().SequenceEqual(root.RawData));
    }
}
