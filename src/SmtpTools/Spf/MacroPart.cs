namespace SmtpTools.Spf;

/// <summary>A piece of a macro string: text as it stands, or a macro with its transformers (RFC 7208 7.1).</summary>
/// <param name="Literal">The text; null for a macro.</param>
/// <param name="Letter">The macro's letter as written; its case says whether the value is URL-escaped.</param>
/// <param name="Keep">How many parts from the right are kept; 0 for all.</param>
/// <param name="IsReversed">Whether the parts are reversed.</param>
/// <param name="Delimiters">What the value is split at; empty for a dot.</param>
internal readonly record struct MacroPart(string? Literal, char Letter = '\0', int Keep = 0, bool IsReversed = false, string Delimiters = "")
{
    /// <summary>The letter in lower case.</summary>
    public char Kind => char.ToLowerInvariant(Letter);
}
