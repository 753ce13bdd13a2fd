namespace SmtpTools;

/// <summary>How messages lie on disk.</summary>
public enum MailStoreFormat
{
    /// <summary>To be found out from what is there, or from the name.</summary>
    Auto,

    /// <summary>A message in a file (RFC 5322).</summary>
    Eml,

    /// <summary>Many messages in a file (RFC 4155).</summary>
    Mbox,

    /// <summary>A folder with a file for each message.</summary>
    Maildir,
}
