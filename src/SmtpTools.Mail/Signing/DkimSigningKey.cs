namespace SmtpTools;

/// <summary>A key to sign with, and the name that receivers find its public half by.</summary>
/// <param name="Selector">The selector (s=).</param>
/// <param name="Path">The file with the private key: PEM, RSA or Ed25519; or the base64 of an Ed25519 seed.</param>
public sealed record DkimSigningKey(string Selector, string Path);
