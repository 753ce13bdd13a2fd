using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Dane;

/// <summary>Usage 2, DANE-TA: the server's certificate must lead to the one that the record means (RFC 7672 3.1.2, RFC 7671 5.2).</summary>
internal static class TrustAnchorMatch
{
    // A trust anchor need not be a root, and is trusted by the record and by nothing else.
    private const X509ChainStatusFlags AboutTheRoot = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain
        | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    /// <summary>Looks for the trust anchor above the server's certificate and judges the path to it.</summary>
    /// <returns>Where in the path the anchor stands, with a reason where it does not serve.</returns>
    internal static (int Depth, string? Reason) Find(
        DaneAssociation association, IReadOnlyList<X509Certificate2> sent, IReadOnlyList<string> names, DateTimeOffset time)
    {
        using var published = PublishedAnchor(association);
        var above = sent.Skip(1).ToList();
        if (published is not null)
        {
            above.Add(published);
        }

        if (!above.Exists(certificate => DaneMatcher.Selects(association, certificate)))
        {
            // A client has no store of trust anchors to look in, so that the server has to send it (RFC 7672 3.1.2).
            return (0, "the server did not send that trust anchor.");
        }

        if (!DaneMatcher.IsNamed(sent[0], names))
        {
            return (0, $"the trust anchor is there, but the server's certificate is not for {string.Join(" or ", names)} (RFC 7672 3.2.2).");
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.ForbidDownloads();
        chain.ChainPolicy.VerificationTime = time.LocalDateTime;
        chain.ChainPolicy.RequireServerUse();
        above.ForEach(certificate => chain.ChainPolicy.ExtraStore.Add(certificate));
        _ = chain.Build(sent[0]);
        return Judge(association, chain);
    }

    private static (int Depth, string? Reason) Judge(DaneAssociation association, X509Chain chain)
    {
        for (var i = 0; i < chain.ChainElements.Count; i++)
        {
            // Certificates that have run out are refused up to the anchor itself, as the senders in use do.
            var fault = chain.ChainElements[i].ChainElementStatus.FirstOrDefault(status => (status.Status & ~AboutTheRoot) != 0);
            if (fault.Status != X509ChainStatusFlags.NoError)
            {
                return (i, $"the trust anchor is there, but {chain.ChainElements[i].Certificate.Subject} is refused: {fault.Status}.");
            }

            if (i > 0 && DaneMatcher.Selects(association, chain.ChainElements[i].Certificate))
            {
                return (i, null);
            }
        }

        return (0, "the server sent the trust anchor, but its certificate does not lead there.");
    }

    // "2 0 0" brings the certificate itself.
    private static X509Certificate2? PublishedAnchor(DaneAssociation association) =>
        association is { Selector: DaneAssociation.WholeCertificate, MatchingType: DaneAssociation.Full } ? new X509Certificate2(association.Octets) : null;
}
