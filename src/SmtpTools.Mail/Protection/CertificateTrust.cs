using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Protection;

/// <summary>Whether a certificate leads to a root that is trusted: the system's, or one that was given. Nothing is fetched for it.</summary>
internal static class CertificateTrust
{
    private const string EmailProtection = "1.3.6.1.5.5.7.3.4";

    /// <summary>Follows the chain.</summary>
    /// <param name="certificate">The signer's.</param>
    /// <param name="sent">What came with the signature.</param>
    /// <param name="roots">The roots that were given.</param>
    /// <param name="at">The time for which it must be valid.</param>
    /// <returns>The root, or null and why there is none.</returns>
    public static (string? Root, string Reason) Check(X509Certificate2 certificate, IEnumerable<X509Certificate2> sent, IReadOnlyCollection<X509Certificate2> roots, DateTimeOffset at)
    {
        var others = sent.Concat(roots).ToArray();
        using var system = ChainFor(at, others);
        if (system.Build(certificate))
        {
            return (RootOf(system).Subject, $"The certificate leads to {RootOf(system).Subject}, which this computer trusts.");
        }

        using var own = ChainFor(at, others);
#if NET
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(roots.ToArray());
        var isBuilt = own.Build(certificate);
#else
        own.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        var isBuilt = own.Build(certificate) && roots.Any(root => root.RawData.SequenceEqual(RootOf(own).RawData));
#endif
        return isBuilt
            ? (RootOf(own).Subject, $"The certificate leads to {RootOf(own).Subject}, one of the roots given.")
            : (null, $"The certificate leads to no trusted root: {string.Join(" ", system.ChainStatus.Select(status => status.StatusInformation.Trim()).Where(text => text.Length > 0).Distinct())}");
    }

    private static X509Chain ChainFor(DateTimeOffset at, X509Certificate2[] others)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = at.LocalDateTime;
        _ = chain.ChainPolicy.ApplicationPolicy.Add(new Oid(EmailProtection));
        chain.ChainPolicy.ExtraStore.AddRange(others);
#if NET
        chain.ChainPolicy.DisableCertificateDownloads = true;
#endif
        return chain;
    }

    private static X509Certificate2 RootOf(X509Chain chain) => chain.ChainElements[chain.ChainElements.Count - 1].Certificate;
}
