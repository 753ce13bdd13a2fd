namespace SmtpTools;

/// <summary>Makes the same message in a narrower encoding (RFC 6152 3), or says why that can't be.</summary>
/// <param name="widest">The widest encoding that the server takes.</param>
/// <param name="mayBreakSignatures">Whether a message may be converted whose signatures then no longer hold.</param>
/// <param name="reason">Why null is returned; with a result, which signature no longer holds, or null.</param>
public delegate MessageContent? ContentConverter(BodyEncoding widest, bool mayBreakSignatures, out string? reason);
