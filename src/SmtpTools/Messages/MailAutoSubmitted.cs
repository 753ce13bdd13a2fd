namespace SmtpTools;

/// <summary>How a message came to be, as Auto-Submitted tells it (RFC 3834 5).</summary>
public enum MailAutoSubmitted
{
    /// <summary>Nothing is said.</summary>
    None,

    /// <summary>A program sent it by itself, such as a report or an alarm: <c>auto-generated</c>.</summary>
    Generated,

    /// <summary>A program sent it in answer to another message: <c>auto-replied</c>.</summary>
    Replied,
}
