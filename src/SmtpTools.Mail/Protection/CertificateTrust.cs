using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Protection;

/// <summary>Whether a certificate leads to a root that is trusted, the system's or one that was given, and whether it was revoked.</summary>
internal sealed class CertificateTrust
{
    private const string EmailProtection = "1.3.6.1.5.5.7.3.4";
    private static readonly TimeSpan s_longestFetch = TimeSpan.FromSeconds(15);

    private CertificateTrust(string? root, CertificateRevocation revocation, bool isTrusted, params string[] reasons)
    {
        Root = root;
        Revocation = revocation;
        IsTrusted = isTrusted;
        Reasons = reasons;
    }

    /// <summary>The trusted root; null for none.</summary>
    public string? Root { get; }

    /// <summary>What is known of its revocation.</summary>
    public CertificateRevocation Revocation { get; }

    /// <summary>Whether it leads to a trusted root, and its revocation is as asked for.</summary>
    public bool IsTrusted { get; }

    /// <summary>Why, in sentences.</summary>
    public IReadOnlyList<string> Reasons { get; }

    /// <summary>Follows the chain.</summary>
    /// <param name="certificate">The signer's.</param>
    /// <param name="sent">What came with the signature.</param>
    /// <param name="roots">The roots that were given.</param>
    /// <param name="at">The time for which it must be valid.</param>
    /// <param name="now">The time for which it must not be revoked. Later than the time of signing, for that is the signer's word, and a thief's.</param>
    /// <param name="check">Whether its revocation is asked.</param>
    public static CertificateTrust Check(
        X509Certificate2 certificate, IEnumerable<X509Certificate2> sent, IReadOnlyCollection<X509Certificate2> roots, DateTimeOffset at, DateTimeOffset now, RevocationCheck check)
    {
        var others = sent.Concat(roots).ToArray();
        using var system = ChainFor(at, others);
        if (system.Build(certificate))
        {
            return Revoked(certificate, others, null, now, check, RootOf(system).Subject, "which this computer trusts");
        }

        using var own = ChainFor(at, others);
        Trust(own, roots);
        return own.Build(certificate) && EndsInOneOf(own, roots)
            ? Revoked(certificate, others, roots, now, check, RootOf(own).Subject, "one of the roots given")
            : new CertificateTrust(
                null,
                CertificateRevocation.NotAsked,
                false,
                $"The certificate leads to no trusted root: {string.Join(" ", system.ChainStatus.Select(status => status.StatusInformation.Trim()).Where(text => text.Length > 0).Distinct())}",
                "So whether it was revoked is not asked.");
    }

    // Asked only now that the root is known: what an unknown signer writes into his certificate must not be fetched.
    private static CertificateTrust Revoked(
        X509Certificate2 certificate, X509Certificate2[] others, IReadOnlyCollection<X509Certificate2>? roots, DateTimeOffset now, RevocationCheck check, string root, string why)
    {
        var leads = $"The certificate leads to {root}, {why}.";
        if (check == RevocationCheck.Off)
        {
            return new CertificateTrust(root, CertificateRevocation.NotAsked, true, leads, "Whether the certificate was revoked is not asked.");
        }

        using var chain = ChainFor(now, others);
        if (roots is not null)
        {
            Trust(chain, roots);
        }

        chain.ChainPolicy.RevocationMode = X509RevocationMode.Online;
        chain.ChainPolicy.RevocationFlag = X509RevocationFlag.ExcludeRoot;
        chain.ChainPolicy.UrlRetrievalTimeout = s_longestFetch;
        _ = chain.Build(certificate);
        var elements = chain.ChainElements.Cast<X509ChainElement>().ToList();
        var revoked = elements.Find(element => Has(element, X509ChainStatusFlags.Revoked));
        if (revoked is not null)
        {
            return new CertificateTrust(root, CertificateRevocation.Revoked, false, leads, $"{revoked.Certificate.Subject} was revoked by its issuer.");
        }

        // An issuer no longer names those that have expired (RFC 5280 3.3).
        var unknown = elements.Find(element => Has(element, X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation | X509ChainStatusFlags.NotTimeValid));
        return unknown is null
            ? new CertificateTrust(root, CertificateRevocation.NotRevoked, true, leads, "Neither the certificate nor one above it was revoked.")
            : new CertificateTrust(root, CertificateRevocation.Unknown, check != RevocationCheck.Require, leads, $"Whether {unknown.Certificate.Subject} was revoked could not be found out.");
    }

    private static bool Has(X509ChainElement element, X509ChainStatusFlags flags) => element.ChainElementStatus.Any(status => (status.Status & flags) != 0);

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

    private static void Trust(X509Chain chain, IReadOnlyCollection<X509Certificate2> roots)
    {
#if NET
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots.ToArray());
#else
        // Which root it is, is seen to afterwards.
        _ = roots;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
#endif
    }

    private static bool EndsInOneOf(X509Chain chain, IReadOnlyCollection<X509Certificate2> roots) => roots.Any(root => root.RawData.SequenceEqual(RootOf(chain).RawData));

    private static X509Certificate2 RootOf(X509Chain chain) => chain.ChainElements[chain.ChainElements.Count - 1].Certificate;
}
