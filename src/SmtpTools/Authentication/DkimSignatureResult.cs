namespace SmtpTools;

/// <summary>One DKIM signature of a message, checked (RFC 6376 6).</summary>
public sealed class DkimSignatureResult
{
    /// <summary>The result.</summary>
    public DkimResult Result { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>The signing domain (d=); null where none could be read.</summary>
    public string? Domain { get; init; }

    /// <summary>The selector (s=); null where none could be read.</summary>
    public string? Selector { get; init; }

    /// <summary>On whose behalf it was signed (i=); null where it does not say.</summary>
    public string? Identity { get; init; }

    /// <summary>The first 8 characters of the signature (b=), which tell it from others of the same domain (RFC 6008 3); null where there is none.</summary>
    public string? SignatureStart { get; init; }

    /// <summary>The algorithm (a=), such as <c>rsa-sha256</c>.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The canonicalization of header and body (c=), such as <c>relaxed/relaxed</c>.</summary>
    public string? Canonicalization { get; init; }

    /// <summary>The key's length in bits; null where no key was found.</summary>
    public int? KeyBits { get; init; }

    /// <summary>Whether the domain says that it is testing (t=y in its key record).</summary>
    public bool IsTesting { get; init; }

    /// <summary>The signed header fields (h=), as often as they are named.</summary>
    public IReadOnlyList<string> SignedHeaders { get; init; } = [];

    /// <summary>When it was signed (t=); null where it does not say.</summary>
    public DateTimeOffset? Signed { get; init; }

    /// <summary>After when it counts no more (x=); null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>
    /// Octets at the end of the body that the signature does not cover (l=), about: anybody may have added them. 0 where it covers all.
    /// </summary>
    public long UnsignedOctets { get; init; }

    /// <summary>Domain, selector and result.</summary>
    public override string ToString() => $"{Result}: {Domain} ({Selector}): {Reason}";
}
