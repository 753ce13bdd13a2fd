namespace SmtpTools.Messages;

/// <summary>Where an attachment's octets come from. They can be read several times and are the same each time.</summary>
internal abstract class AttachmentSource
{
    /// <summary>How many octets there are.</summary>
    public abstract long Length { get; }

    /// <summary>The file on disk; null for none.</summary>
    public virtual string? Path => null;

    /// <summary>Opens the octets for reading; the caller closes.</summary>
    /// <exception cref="MailMessageException">They can't be read or have changed.</exception>
    public abstract Stream Open();
}
