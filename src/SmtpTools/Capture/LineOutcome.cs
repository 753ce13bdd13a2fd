namespace SmtpTools.Capture;

/// <summary>How reading a command line ended.</summary>
internal enum LineOutcome
{
    /// <summary>A line was read.</summary>
    Line,

    /// <summary>The client closed its side.</summary>
    EndOfStream,

    /// <summary>The line passed the limit.</summary>
    TooLong,

    /// <summary>A LF without a CR before it, or a CR without a LF behind it.</summary>
    BareLineEnd,
}
