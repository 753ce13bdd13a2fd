namespace SmtpTools;

/// <summary>One line of an EHLO reply: a keyword and its parameters (RFC 5321 4.1.1.1).</summary>
/// <param name="Keyword">The keyword in upper case, as in <c>SIZE</c>.</param>
/// <param name="Parameters">What follows the keyword, as sent; empty where nothing does.</param>
public sealed record SmtpExtension(string Keyword, string Parameters)
{
    /// <inheritdoc/>
    public override string ToString() => Parameters.Length == 0 ? Keyword : $"{Keyword} {Parameters}";
}
