using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Transport;

/// <summary>Chains of server certificates that are built beside the platform's own of the handshake.</summary>
internal static class ServerChain
{
    /// <summary>A chain, still to be built, by what the session asks of certificates.</summary>
    public static X509Chain For(TlsOptions options)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.RequireServerUse();
        chain.ChainPolicy.Apply(options.Revocation);
        return chain;
    }

    /// <summary>A chain that may end in one of the roots that the user gave besides the system's.</summary>
    public static X509Chain WithExtraRoots(X509Certificate2 leaf, X509Certificate2Collection sent, TlsOptions options)
    {
        var chain = For(options);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
#if NETSTANDARD2_0
        // Without custom trust the platform calls such a root unknown; EndsInExtraRoot tells better.
        chain.ChainPolicy.ExtraStore.AddRange(options.ExtraRoots);
#else
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

    /// <summary>What may be fetched by <see cref="TlsOptions.Revocation"/>.</summary>
    public static void Apply(this X509ChainPolicy policy, RevocationCheck revocation)
    {
        if (revocation == RevocationCheck.Off)
        {
            policy.ForbidDownloads();
        }
        else
        {
            policy.CheckRevocation();
        }
    }
}
