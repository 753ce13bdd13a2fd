namespace SmtpTools.Spf;

/// <summary>Where a macro string stands, which decides what may be in it (RFC 7208 7.1, 7.2).</summary>
internal enum MacroUse
{
    /// <summary>A domain-spec: it ends in a top-level label or a macro, and has none of the letters c, r and t.</summary>
    Domain,

    /// <summary>The value of a modifier that RFC 7208 does not know.</summary>
    Modifier,

    /// <summary>The text behind exp=, where spaces are allowed as well.</summary>
    Explanation,
}
