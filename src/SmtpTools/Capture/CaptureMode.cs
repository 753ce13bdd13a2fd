namespace SmtpTools;

/// <summary>What a listener keeps of the messages that it accepts.</summary>
public enum CaptureMode
{
    /// <summary>Envelope and content.</summary>
    Full,

    /// <summary>The envelope and the content's size; the content is thrown away once it was written to the output folder, if there is one.</summary>
    Envelope,

    /// <summary>Nothing but the counts.</summary>
    Count,
}
