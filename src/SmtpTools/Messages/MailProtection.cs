namespace SmtpTools;

/// <summary>How a message was protected that is open now: its signatures, its encryption and what both are worth.</summary>
public sealed class MailProtection
{
    /// <summary>The signatures, outermost first.</summary>
    public MailSignature[] Signatures { get; init; } = [];

    /// <summary>The layers of encryption, outermost first.</summary>
    public MailEncryption[] Encryptions { get; init; } = [];

    /// <summary>Whether it was signed.</summary>
    public bool IsSigned => Signatures.Length > 0;

    /// <summary>Whether it was encrypted.</summary>
    public bool IsEncrypted => Encryptions.Length > 0;

    /// <summary>Whether it was signed, and each signature fits.</summary>
    public bool IsValid => IsSigned && Signatures.All(signature => signature.IsValid);

    /// <summary>Whether it is sure that the author signed it: a signature fits, is trusted, and is the author's.</summary>
    public bool IsTrusted => IsValid && Signatures.Any(signature => signature.IsTrusted && signature.IsFromSigner);

    /// <summary>What is to be known beside, in sentences.</summary>
    public string[] Reasons { get; init; } = [];

    /// <summary>In short.</summary>
    public override string ToString() =>
        (IsEncrypted ? "encrypted, " : string.Empty) + (!IsSigned ? "not signed" : IsTrusted ? "signed by the author" : IsValid ? "signed, but not for sure by the author" : "signed, and changed since");
}
