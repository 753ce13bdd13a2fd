namespace SmtpTools;

/// <summary>Makes the same message in a narrower encoding (RFC 6152 3), or says why that can't be.</summary>
/// <param name="widest">The widest encoding that the server takes.</param>
/// <param name="reason">Why null is returned.</param>
public delegate MessageContent? ContentConverter(BodyEncoding widest, out string? reason);
