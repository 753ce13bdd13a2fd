namespace SmtpTools;

/// <summary>In what a reply departed from RFC 5321 4.2 and was understood all the same.</summary>
[Flags]
public enum ReplyAnomalies
{
    /// <summary>The reply was as the standard says.</summary>
    None = 0,

    /// <summary>The lines of one reply had different codes; the last one counts.</summary>
    MixedCodes = 1,

    /// <summary>A line ended in a bare LF, or in more than one CR before the LF.</summary>
    LineEnding = 2,

    /// <summary>Text followed the code without a space or hyphen between.</summary>
    MissingSeparator = 4,

    /// <summary>The enhanced status code had a <c>#</c> before it.</summary>
    HashBeforeEnhancedStatus = 8,

    /// <summary>The text held octets above 127 that are not UTF-8; they were read as Latin-1.</summary>
    NotUtf8 = 16,

    /// <summary>The text held control characters; they are shown as U+FFFD.</summary>
    ControlCharacters = 32,
}
