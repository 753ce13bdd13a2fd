using MimeKit;

namespace SmtpTools.Protection;

/// <summary>What was under one layer of protection.</summary>
/// <param name="Body">The body within.</param>
/// <param name="Signatures">The signatures over it.</param>
/// <param name="Encryption">The encryption around it; null for none.</param>
internal sealed record OpenLayer(MimeEntity Body, IReadOnlyList<MailSignature> Signatures, MailEncryption? Encryption = null);
