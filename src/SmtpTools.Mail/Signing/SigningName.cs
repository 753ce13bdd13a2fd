namespace SmtpTools.Signing;

/// <summary>The domain and the selector of a signature: names for DNS, and nothing that could be taken for a tag (RFC 6376 3.1, 3.5).</summary>
internal static class SigningName
{
    /// <summary>A signing domain in A-labels.</summary>
    /// <exception cref="ArgumentException">It is no domain name.</exception>
    public static string Domain(string? text) => Checked(text, "signing domain");

    /// <summary>A selector.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Selector(string? text) => Checked(text, "selector");

    private static string Checked(string? text, string what) =>
        text is not null && DomainName.TryParse(text.Trim(), out var name)
            ? name.Ascii
            : throw new ArgumentException($"'{text}' can't be a {what}: it is no name for DNS (RFC 6376 3.1).");
}
