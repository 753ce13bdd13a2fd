using MimeKit;
using MimeKit.Cryptography;

namespace SmtpTools.Signing;

/// <summary>Checks a message's ARC chain with MimeKit's verifier, and says in sentences what it found.</summary>
internal static class ArcChecker
{
    private static readonly (ArcValidationErrors Error, string Reason)[] s_reasons =
    [
        (ArcValidationErrors.DuplicateArcAuthenticationResults, "Two ARC-Authentication-Results have one number."),
        (ArcValidationErrors.DuplicateArcMessageSignature, "Two ARC-Message-Signatures have one number."),
        (ArcValidationErrors.DuplicateArcSeal, "Two ARC-Seals have one number."),
        (ArcValidationErrors.MissingArcAuthenticationResults, "A set lacks its ARC-Authentication-Results."),
        (ArcValidationErrors.MissingArcMessageSignature, "A set lacks its ARC-Message-Signature."),
        (ArcValidationErrors.MissingArcSeal, "A set lacks its ARC-Seal."),
        (ArcValidationErrors.InvalidArcAuthenticationResults, "An ARC-Authentication-Results is not well-formed."),
        (ArcValidationErrors.InvalidArcMessageSignature, "An ARC-Message-Signature is not well-formed."),
        (ArcValidationErrors.InvalidArcSeal, "An ARC-Seal is not well-formed."),
        (ArcValidationErrors.InvalidArcSealChainValidationValue, "A seal says of the chain before it (cv=) what can't be, or that it had failed."),
        (ArcValidationErrors.MissingArcSealChainValidationValue, "A seal does not say what the chain before it was worth (cv=)."),
        (ArcValidationErrors.MessageSignatureValidationFailed, "The newest ARC-Message-Signature does not fit the message: it was changed after the last seal."),
        (ArcValidationErrors.SealValidationFailed, "A seal does not fit the sets that it covers."),
    ];

    /// <summary>Checks it.</summary>
    public static ArcChainResult Check(MimeMessage message, DnsKeys keys, CancellationToken cancellationToken)
    {
        var found = new ArcVerifier(keys).Verify(message, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var seals = found.Seals ?? [];
        var tags = message.Headers.Where(header => header.Id is HeaderId.ArcMessageSignature or HeaderId.ArcSeal).Select(header => (header.Id, Tags: new SignatureTags(RawText.Of(header)))).ToList();
        var missing = keys.Missing(tags.Select(header => (header.Tags.Domain, header.Tags.Selector)));

        // Without its key nobody can tell that a signature does not fit.
        var errors = missing.Count == 0 ? found.ChainErrors : found.ChainErrors & ~(ArcValidationErrors.MessageSignatureValidationFailed | ArcValidationErrors.SealValidationFailed);
        var reasons = s_reasons.Where(reason => errors.HasFlag(reason.Error)).Select(reason => reason.Reason + " (RFC 8617 5.2)").ToList();
        if (found.Chain == ArcSignatureValidationResult.Fail)
        {
            reasons.AddRange(missing.Select(key => key.Reason));
        }

        // RFC 8617 4.1.2: a seal covers message signatures, never the reverse. MimeKit does not look.
        var coversSeal = tags.Exists(header => header.Id == HeaderId.ArcMessageSignature && header.Tags.Headers.Contains("arc-seal", StringComparer.OrdinalIgnoreCase));
        if (coversSeal)
        {
            reasons.Add("An ARC-Message-Signature covers a seal, which it must not (RFC 8617 4.1.2).");
        }

        return new ArcChainResult
        {
            Result = coversSeal ? ArcResult.Fail : Plain(found.Chain),
            MessageSignature = Plain(found.MessageSignature?.Signature ?? ArcSignatureValidationResult.None),
            Reasons = reasons.Count == 0 ? [found.Chain == ArcSignatureValidationResult.None ? "The message has no ARC chain." : "The newest signature and all seals fit."] : reasons,
            Sets = seals.Select((seal, i) => Facts(message, seal, i + 1)).ToArray(),
            IsTransient = found.Chain == ArcSignatureValidationResult.Fail && missing.Any(key => key.Result == DkimResult.TempError),
        };
    }

    private static ArcSetResult Facts(MimeMessage message, ArcHeaderValidationResult seal, int instance)
    {
        var tags = seal.Header.Value.Split(';').Select(tag => tag.Split(['='], 2)).Where(tag => tag.Length == 2).ToLookup(tag => tag[0].Trim(), tag => tag[1].Trim());
        return new ArcSetResult
        {
            Instance = instance,
            Domain = tags["d"].FirstOrDefault(),
            Selector = tags["s"].FirstOrDefault(),
            ChainValidation = tags["cv"].FirstOrDefault(),
            Seal = Plain(seal.Signature),
            AuthenticationResults = message.Headers
                .Where(header => header.Id == HeaderId.ArcAuthenticationResults)
                .Select(header => header.Value.Trim())
                .FirstOrDefault(value => value.Replace(" ", string.Empty).StartsWith($"i={instance};", StringComparison.Ordinal)),
        };
    }

    private static ArcResult Plain(ArcSignatureValidationResult result) => result switch
    {
        ArcSignatureValidationResult.Pass => ArcResult.Pass,
        ArcSignatureValidationResult.Fail => ArcResult.Fail,
        _ => ArcResult.None,
    };
}
