namespace SmtpTools;

/// <summary>A DKIM key record, read (RFC 6376 3.6.1).</summary>
public sealed class DkimKeyRecord
{
    internal DkimKeyRecord()
    {
    }

    /// <summary>The record as published, its strings joined.</summary>
    public required string Text { get; init; }

    /// <summary>The tags that could be read.</summary>
    public required IReadOnlyList<RecordTag> Tags { get; init; }

    /// <summary>The key's type: <c>rsa</c>, <c>ed25519</c> (RFC 8463), or one that is not known.</summary>
    public required string KeyType { get; init; }

    /// <summary>The key's length in bits: of an RSA key its modulus, of an Ed25519 key 256; null where there is no key that could be read.</summary>
    public int? KeyBits { get; init; }

    /// <summary>The key in base64 without white space; empty where the key is revoked; null where there is none.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Whether the record says that the key is not valid any more: its p is empty.</summary>
    public bool IsRevoked => PublicKey is { Length: 0 };

    /// <summary>Whether the domain is testing: a failed signature then counts as none (flag y).</summary>
    public bool IsTesting { get; init; }

    /// <summary>Whether the identity of a signature must be in the signing domain itself and not in a subdomain (flag s).</summary>
    public bool IsStrict { get; init; }

    /// <summary>The hash algorithms that signatures may use; empty where all may be.</summary>
    public IReadOnlyList<string> HashAlgorithms { get; init; } = [];

    /// <summary>The services that the key is for; <c>*</c> for all.</summary>
    public IReadOnlyList<string> ServiceTypes { get; init; } = Array.AsReadOnly<string>(["*"]);

    /// <summary>Whether the key may be used for mail.</summary>
    public bool IsForEmail => ServiceTypes.Contains("*") || ServiceTypes.Contains("email");

    /// <summary>Notes for people; null where there are none.</summary>
    public string? Notes { get; init; }

    /// <summary>What is wrong with the record.</summary>
    public required IReadOnlyList<RecordTagError> Errors { get; init; }

    /// <summary>Whether a verifier can use the record, if only to learn that the key is revoked.</summary>
    public required bool IsValid { get; init; }

    /// <summary>The record as published.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
