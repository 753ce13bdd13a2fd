using Org.BouncyCastle.Crypto;

namespace SmtpTools.Signing;

/// <summary>The public key that a domain publishes under a selector, or why there is none.</summary>
/// <param name="Record">The record; null for none.</param>
/// <param name="Key">The key; null for none that can be used.</param>
/// <param name="Result">Pass where there is a key, else what follows for a signature.</param>
/// <param name="Reason">Why there is none.</param>
internal sealed record PublishedKey(DkimKeyRecord? Record, AsymmetricKeyParameter? Key, DkimResult Result, string Reason);
