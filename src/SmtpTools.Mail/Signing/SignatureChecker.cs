using MimeKit;
using MimeKit.Cryptography;

namespace SmtpTools.Signing;

/// <summary>Checks DKIM signatures one by one: what a signature must be is ours to say (RFC 6376 6.1), the hashing and the mathematics are MimeKit's.</summary>
internal sealed class SignatureChecker(DnsKeys keys, TimeProvider clock) : DkimVerifierBase(keys)
{
    /// <summary>Most signatures of a message that are checked (RFC 6376 8.4); the rest is told and not checked.</summary>
    public const int MaxSignatures = 20;

    private const string RsaSha256 = "rsa-sha256";
    private const string Ed25519Sha256 = "ed25519-sha256";

    /// <summary>Checks all signatures of a message.</summary>
    /// <param name="message">The message as it is written.</param>
    /// <param name="bodyLength">Octets of its body.</param>
    /// <param name="cancellationToken">Ends the wait for keys.</param>
    public IReadOnlyList<DkimSignatureResult> CheckAll(MimeMessage message, Lazy<long> bodyLength, CancellationToken cancellationToken) =>
        message.Headers.Where(header => header.Id == HeaderId.DkimSignature).Select((header, i) => Check(message, header, i, bodyLength, cancellationToken)).ToArray();

    private DkimSignatureResult Check(MimeMessage message, Header header, int index, Lazy<long> bodyLength, CancellationToken cancellationToken)
    {
        var tags = new SignatureTags(RawText.Of(header));
        PublishedKey? key = null;
        var (result, reason) = index >= MaxSignatures
            ? (DkimResult.Policy, $"It is not checked: the message has more than {MaxSignatures} signatures (RFC 6376 8.4).")
            : Judge(message, header, tags, bodyLength, ref key, cancellationToken);
        return new DkimSignatureResult
        {
            Result = result,
            Reason = reason,
            Domain = tags.Domain,
            Selector = tags.Selector,
            Identity = tags.Identity,
            SignatureStart = tags.Signature is { Length: > 0 } signature ? signature.Substring(0, Math.Min(8, signature.Length)) : null,
            Algorithm = tags.Algorithm,
            Canonicalization = tags.Canonicalization,
            KeyBits = key?.Record?.KeyBits,
            IsTesting = key?.Record?.IsTesting ?? false,
            SignedHeaders = tags.Headers,
            Signed = tags.Signed,
            Expires = tags.Expires,
            UnsignedOctets = tags.Length is { } length ? Math.Max(0, bodyLength.Value - length) : 0,
        };
    }

    private (DkimResult Result, string Reason) Judge(
        MimeMessage message, Header header, SignatureTags tags, Lazy<long> bodyLength, ref PublishedKey? key, CancellationToken cancellationToken)
    {
        if (tags.Fault is { } fault)
        {
            return (DkimResult.Neutral, fault);
        }

        if (tags.Algorithm is not (RsaSha256 or Ed25519Sha256))
        {
            return (DkimResult.Policy, $"The algorithm {tags.Algorithm} is not accepted (RFC 8301 3.1).");
        }

        if (tags.Expires is { } expires && expires < clock.GetUtcNow())
        {
            return (DkimResult.Policy, $"It expired on {expires:yyyy-MM-dd HH:mm} UTC.");
        }

        if (tags.Length > bodyLength.Value)
        {
            return (DkimResult.PermError, $"It covers {tags.Length} octets of the body (l=), which has no more than {bodyLength.Value} (RFC 6376 3.5).");
        }

        key = keys.Find(tags.Domain!, tags.Selector!, cancellationToken);
        if (key.Key is null)
        {
            return (key.Result, key.Reason);
        }

        return Unfit(tags, key.Record!) is { } unfit ? (DkimResult.PermError, unfit) : Verify(message, header, tags, key, bodyLength);
    }

    private static string? Unfit(SignatureTags tags, DkimKeyRecord record)
    {
        var type = tags.Algorithm == RsaSha256 ? "rsa" : "ed25519";
        return record.KeyType != type ? $"The signature is {tags.Algorithm} and the key {record.KeyType} (RFC 6376 6.1.2)."
            : record.HashAlgorithms.Count > 0 && !record.HashAlgorithms.Contains("sha256") ? "The key is not for SHA-256 (h= in its record)."
            : !record.IsForEmail ? "The key is not for mail (s= in its record)."
            : record.IsStrict && tags.Identity is { } identity && !identity.Substring(identity.LastIndexOf('@') + 1).Trim().Equals(tags.Domain, StringComparison.OrdinalIgnoreCase)
                ? $"The key is for {tags.Domain} alone and not for its subdomains (t=s in its record), and the identity is {identity}."
            : null;
    }

    private (DkimResult Result, string Reason) Verify(MimeMessage message, Header header, SignatureTags tags, PublishedKey key, Lazy<long> bodyLength)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        var algorithm = tags.Algorithm == RsaSha256 ? DkimSignatureAlgorithm.RsaSha256 : DkimSignatureAlgorithm.Ed25519Sha256;
        if (!VerifyBodyHash(format, message, algorithm, Method(tags.IsBodyRelaxed), (int)(tags.Length ?? -1), tags.BodyHash!))
        {
            return (DkimResult.Fail, "The body was changed after it was signed: its hash is another (bh=).");
        }

        bool fits;
        try
        {
            fits = VerifySignature(format, message, header, algorithm, key.Key!, [.. tags.Headers], Method(tags.IsHeaderRelaxed), tags.Signature!);
        }
        catch (FormatException)
        {
            return (DkimResult.Neutral, "The signature is no base64 (RFC 6376 3.5).");
        }

        if (!fits)
        {
            return (DkimResult.Fail, $"The signed header fields ({string.Join(", ", tags.Headers.Distinct(StringComparer.OrdinalIgnoreCase))}) were changed after they were signed, or another key signed them.");
        }

        return (DkimResult.Pass, tags.Length is { } length && bodyLength.Value > length
            ? $"It fits, but covers only the first {length} octets of the body (l=): anybody may have added what follows (RFC 6376 8.2)."
            : "It fits.");
    }

    private static DkimCanonicalizationAlgorithm Method(bool isRelaxed) => isRelaxed ? DkimCanonicalizationAlgorithm.Relaxed : DkimCanonicalizationAlgorithm.Simple;
}
