using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Addressing;
using SmtpTools.Dane;
using SmtpTools.Transport;

namespace SmtpTools;

/// <summary>Holds a server's certificates against TLSA records, as RFC 7672 3 and RFC 7671 say for SMTP. Nothing is asked of anybody.</summary>
public static class DaneMatcher
{
    /// <summary>Holds certificates against records.</summary>
    /// <param name="associations">The records under the server's TLSA name, which DNSSEC must have secured.</param>
    /// <param name="chain">The certificates that the server sent, its own first.</param>
    /// <param name="names">The names that the certificate may bear: the TLSA base domain, and the mail domain where its MX records are secure (RFC 7672 3.2.2).</param>
    /// <param name="time">The time for which certificates below a trust anchor must be valid.</param>
    /// <returns>What came of it.</returns>
    public static DaneMatch Match(
        IEnumerable<DaneAssociation> associations, IReadOnlyList<X509Certificate2> chain, IReadOnlyList<string> names, DateTimeOffset time)
    {
        var usable = StrongestOf((associations ?? throw new ArgumentNullException(nameof(associations))).Where(a => a.IsUsable));
        if (usable.Count == 0)
        {
            return new DaneMatch(DaneMatchOutcome.NoUsableRecord);
        }

        if ((chain ?? throw new ArgumentNullException(nameof(chain))).Count == 0)
        {
            return new DaneMatch(DaneMatchOutcome.NoCertificate);
        }

        var reasons = new List<string>();

        // A match by usage 3 needs neither name, dates nor chain, so that it is looked for first (RFC 7672 3.1.1).
        foreach (var association in usable.OrderByDescending(a => a.Usage))
        {
            var (depth, reason) = association.Usage == DaneAssociation.DaneEe
                ? MatchEndEntity(association, chain[0])
                : TrustAnchorMatch.Find(association, chain, names, time);
            if (reason is null)
            {
                return new DaneMatch(DaneMatchOutcome.Matched)
                {
                    Association = association,
                    Depth = depth,
                    Certificate = CertificateFacts.From(depth < chain.Count ? chain[depth] : chain[chain.Count - 1], time),
                };
            }

            reasons.Add($"{association.Names}: {reason}");
        }

        return new DaneMatch(DaneMatchOutcome.Mismatched) { Reasons = reasons };
    }

    /// <summary>Holds what a TLS session showed against records.</summary>
    /// <param name="associations">The records under the server's TLSA name, which DNSSEC must have secured.</param>
    /// <param name="tls">The session.</param>
    /// <param name="names">The names that the certificate may bear.</param>
    /// <param name="time">The time for which certificates below a trust anchor must be valid.</param>
    /// <returns>What came of it.</returns>
    public static DaneMatch Match(IEnumerable<DaneAssociation> associations, TlsFacts tls, IReadOnlyList<string> names, DateTimeOffset time)
    {
        var chain = (tls ?? throw new ArgumentNullException(nameof(tls))).SentChain.Select(facts => new X509Certificate2(facts.RawData)).ToList();
        try
        {
            return Match(associations, chain, names, time);
        }
        finally
        {
            chain.ForEach(certificate => certificate.Dispose());
        }
    }

    /// <summary>Whether a certificate is the one that a record means, by selector and matching type alone (RFC 6698 2.1.2, 2.1.3).</summary>
    /// <param name="association">The record.</param>
    /// <param name="certificate">The certificate.</param>
    public static bool Selects(DaneAssociation association, X509Certificate2 certificate)
    {
        if (association is null || certificate is null)
        {
            throw new ArgumentNullException(association is null ? nameof(association) : nameof(certificate));
        }

        var selected = association.Selector == DaneAssociation.WholeCertificate ? certificate.RawData : CertificateReader.SubjectPublicKeyInfo(certificate);
        return association.Octets.AsSpan().SequenceEqual(association.MatchingType switch
        {
            DaneAssociation.Sha256 => Digest(SHA256.Create(), selected),
            DaneAssociation.Sha512 => Digest(SHA512.Create(), selected),
            _ => selected,
        });
    }

    internal static bool IsNamed(X509Certificate2 certificate, IReadOnlyList<string> names)
    {
        IReadOnlyList<string> own = CertificateReader.NamesOf(certificate);
        if (own.Count == 0 && certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } commonName)
        {
            // Only a certificate without any DNS name may be known by its common name (RFC 7672 3.2.3).
            own = [commonName];
        }

        return names.Any(name => own.Any(pattern => HostPattern.Matches(pattern, name)));
    }

    /// <summary>Of records that differ in their digest alone the strongest digest's count, so that a broken one helps nobody (RFC 7671 9).</summary>
    private static List<DaneAssociation> StrongestOf(IEnumerable<DaneAssociation> usable) =>
        [.. usable.GroupBy(a => (a.Usage, a.Selector)).SelectMany(group =>
        {
            var strongest = group.Max(a => a.MatchingType);
            return group.Where(a => a.MatchingType == DaneAssociation.Full || a.MatchingType == strongest);
        })];

    private static (int Depth, string? Reason) MatchEndEntity(DaneAssociation association, X509Certificate2 leaf) =>
        (0, Selects(association, leaf) ? null : "the server's certificate is another one.");

    private static byte[] Digest(HashAlgorithm algorithm, byte[] octets)
    {
        using (algorithm)
        {
            return algorithm.ComputeHash(octets);
        }
    }
}
