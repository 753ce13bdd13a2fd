using System.Formats.Asn1;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpTools.Bimi;

/// <summary>Reads and judges a mark certificate as it is published: certificates in PEM, the domain's own first.</summary>
internal sealed class MarkCertificateReader(DateTimeOffset now, X509Certificate2Collection trustedRoots)
{
    /// <summary>The most octets that are read of such a file: the logo is in it.</summary>
    internal const int MaxLength = 256 * 1024;

    private const int MaxCertificates = 10;
    private const int MaxDepth = 16;
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";
    private const string UsageOid = "2.5.29.37";
    private const string MarkUsageOid = "1.3.6.1.5.5.7.3.31";
    private const string LogotypeOid = "1.3.6.1.5.5.7.1.12";
    private const string NameConstraintsOid = "2.5.29.30";
    private const string PilotOid = "1.3.6.1.4.1.53087.4.1";
    private const string DataUri = "data:image/svg+xml";

    // Which roots may issue mark certificates is not this computer's to say.
    private const X509ChainStatusFlags AboutTheRoot = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain
        | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation | X509ChainStatusFlags.HasNotSupportedCriticalExtension;

    private static readonly DateTime s_pilotEnd = new(2025, 3, 15, 0, 0, 0, DateTimeKind.Utc);

    private readonly List<string> _problems = [];
    private readonly List<string> _unknown = [];

    /// <summary>Reads and judges.</summary>
    /// <param name="content">The file.</param>
    /// <param name="domains">The domains in ASCII of which it has to name one.</param>
    /// <param name="selector">The record's selector.</param>
    /// <param name="logo">The logo that is published; null where there is none to compare.</param>
    internal MarkCertificate Read(byte[] content, IReadOnlyList<string> domains, string selector, byte[]? logo)
    {
        var certificates = Certificates(Encoding.ASCII.GetString(content));
        var result = new MarkCertificate { Problems = _problems, UnknownSubjectAttributes = _unknown };
        try
        {
            if (certificates.Count == 0)
            {
                _problems.Add("The file holds no certificate in PEM.");
                return result;
            }

            // An authority's certificate before the domain's own is a file in the wrong order, and no mark of the authority.
            var leaf = certificates.Find(certificate => !IsAuthority(certificate)) ?? certificates[0];
            if (leaf != certificates[0])
            {
                _problems.Add($"The file begins with {certificates[0].Subject}; the domain's own certificate has to be the first.");
            }

            result.Certificate = CertificateFacts.From(leaf, now);
            result.Issuers = certificates.Where(issuer => issuer != leaf).Select(issuer => CertificateFacts.From(issuer, now)).ToArray();
            result.MarkType = MarkSubject.Judge(leaf.SubjectName.RawData, leaf.NotBefore.ToUniversalTime(), _problems, _unknown);
            JudgeUsage(leaf);
            JudgeExtensions(leaf);
            JudgeNames(result.Certificate, domains, selector);
            JudgeChain(leaf, certificates, result);
            JudgeLogo(leaf, logo, result);
            return result;
        }
        finally
        {
            certificates.ForEach(certificate => certificate.Dispose());
        }
    }

    private List<X509Certificate2> Certificates(string text)
    {
        var found = new List<X509Certificate2>();
        for (var at = text.IndexOf(Begin, StringComparison.Ordinal); at >= 0 && found.Count < MaxCertificates; at = text.IndexOf(Begin, at + 1, StringComparison.Ordinal))
        {
            var end = text.IndexOf(End, at, StringComparison.Ordinal);
            try
            {
                var octets = Convert.FromBase64String(text.Substring(at + Begin.Length, Math.Max(0, end - at - Begin.Length)));

                // Nothing would be taken for a certificate without a handle.
                found.Add(octets.Length > 0 ? new X509Certificate2(octets) : throw new FormatException("It is empty."));
            }
            catch (Exception e) when (e is FormatException or CryptographicException)
            {
                _problems.Add("One of its certificates cannot be read.");
            }
        }

        return found;
    }

    private static bool IsAuthority(X509Certificate2 certificate) => certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(extension => extension.CertificateAuthority);

    private void JudgeUsage(X509Certificate2 leaf)
    {
        // A mark certificate is not for servers (draft-fetch-validation-vmc-wchuang 4.2).
        var usages = leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>()).ToList();
        if (usages.Count == 0 && leaf.Extensions[UsageOid] is null)
        {
            _problems.Add("It has no extended key usage; a mark certificate has id-kp-BrandIndicatorforMessageIdentification.");
        }
        else if (!usages.Exists(usage => usage.Value == MarkUsageOid))
        {
            _problems.Add($"It is not for BIMI: its extended key usage is {string.Join(", ", usages.Select(usage => usage.FriendlyName ?? usage.Value))}.");
        }
    }

    // Minimum Security Requirements for Issuance of Mark Certificates 7.1.2.3, 7.1.5
    private void JudgeExtensions(X509Certificate2 leaf)
    {
        if (leaf.Extensions[NameConstraintsOid] is not null)
        {
            _problems.Add("It has name constraints, which a mark certificate must not have.");
        }

        if (leaf.Extensions[PilotOid] is not null && leaf.NotBefore.ToUniversalTime() >= s_pilotEnd)
        {
            _problems.Add("It has the pilot extension, which certificates issued since 2025-03-15 must not have.");
        }
    }

    /// <summary>A domain, or one selector of it; names are compared as they stand, without wildcards (draft-fetch-validation-vmc-wchuang 5.2).</summary>
    private void JudgeNames(CertificateFacts certificate, IReadOnlyList<string> domains, string selector)
    {
        var names = domains.Concat(domains.Select(domain => BimiEvaluator.NameOf(domain, selector)));
        if (!names.Intersect(certificate.Names, StringComparer.OrdinalIgnoreCase).Any())
        {
            _problems.Add($"It is for {(certificate.Names.Count == 0 ? "no domain" : string.Join(", ", certificate.Names.Take(10)))} and not for {string.Join(" or ", domains)}.");
        }
    }

    private void JudgeChain(X509Certificate2 leaf, List<X509Certificate2> certificates, MarkCertificate result)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.ForbidDownloads();
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        certificates.FindAll(certificate => certificate != leaf).ForEach(certificate => chain.ChainPolicy.ExtraStore.Add(certificate));
        chain.ChainPolicy.ExtraStore.AddRange(trustedRoots);
        _ = chain.Build(leaf);
        foreach (var element in chain.ChainElements.Cast<X509ChainElement>())
        {
            var faults = element.ChainElementStatus.Where(status => (status.Status & ~AboutTheRoot) != 0).Select(status => status.Status.ToString()).ToList();
            if (faults.Count > 0)
            {
                _problems.Add(FormattableString.Invariant($"{element.Certificate.Subject} is refused: {string.Join(", ", faults)} (valid {element.Certificate.NotBefore:yyyy-MM-dd} to {element.Certificate.NotAfter:yyyy-MM-dd})."));
            }
        }

        if (trustedRoots.Count > 0)
        {
            var top = chain.ChainElements[chain.ChainElements.Count - 1].Certificate;
            result.IsTrusted = trustedRoots.Cast<X509Certificate2>().Any(root => root.RawData.AsSpan().SequenceEqual(top.RawData));
            if (result.IsTrusted == false)
            {
                _problems.Add($"It leads to {top.Subject}, which is none of the roots that were given.");
            }
        }
    }

    private void JudgeLogo(X509Certificate2 leaf, byte[]? logo, MarkCertificate result)
    {
        if (leaf.Extensions[LogotypeOid] is not { } extension)
        {
            _problems.Add("It holds no logo (no logotype extension, RFC 3709).");
            return;
        }

        byte[]? own = null;
        try
        {
            own = EmbeddedLogo(new AsnReader(extension.RawData, AsnEncodingRules.DER), 0) is { } uri ? Decode(uri) : null;
        }
        catch (Exception e) when (e is AsnContentException or FormatException or InvalidDataException)
        {
            // Said below.
        }

        if (own is null)
        {
            _problems.Add("The logo in it cannot be read.");
        }
        else if (logo is not null)
        {
            result.IsLogoSame = own.AsSpan().SequenceEqual(logo);
            if (result.IsLogoSame == false)
            {
                _problems.Add("The logo in it is another one than the one that is published.");
            }
        }
    }

    // The address stands in an IA5String some levels down (RFC 3709 4.1); what is around it differs by issuer and does not matter here.
    private static string? EmbeddedLogo(AsnReader reader, int depth)
    {
        while (reader.HasData && depth < MaxDepth)
        {
            var tag = reader.PeekTag();
            if (tag.HasSameClassAndValue(new Asn1Tag(UniversalTagNumber.IA5String)))
            {
                var text = reader.ReadCharacterString(UniversalTagNumber.IA5String);
                if (text.StartsWith(DataUri, StringComparison.OrdinalIgnoreCase))
                {
                    return text;
                }
            }
            else if (tag.IsConstructed)
            {
                var inner = tag.HasSameClassAndValue(Asn1Tag.SetOf) ? reader.ReadSetOf(skipSortOrderValidation: true) : reader.ReadSequence(tag);
                if (EmbeddedLogo(inner, depth + 1) is { } found)
                {
                    return found;
                }
            }
            else
            {
                _ = reader.ReadEncodedValue();
            }
        }

        return null;
    }

    private static byte[] Decode(string uri)
    {
        const string Base64 = ";base64,";
        var comma = uri.IndexOf(Base64, StringComparison.OrdinalIgnoreCase);
        var octets = Convert.FromBase64String(comma < 0 ? string.Empty : uri.Substring(comma + Base64.Length));
        if (octets.Length < 2 || octets[0] != 0x1F || octets[1] != 0x8B)
        {
            return octets;
        }

        using var packed = new GZipStream(new MemoryStream(octets), CompressionMode.Decompress);
        using var open = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = packed.Read(buffer, 0, buffer.Length)) > 0)
        {
            open.Write(buffer, 0, read);
            if (open.Length > SvgProfile.MaxReadLength)
            {
                throw new InvalidDataException("The logo is too large.");
            }
        }

        return open.ToArray();
    }
}
