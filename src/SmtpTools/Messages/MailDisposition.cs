namespace SmtpTools;

/// <summary>What a mail reader is to do with a file (RFC 2183 2).</summary>
public enum MailDisposition
{
    /// <summary>List it, for the reader to open or to save.</summary>
    Attachment,

    /// <summary>Show it within the message.</summary>
    Inline,
}
