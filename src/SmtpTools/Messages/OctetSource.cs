namespace SmtpTools.Messages;

/// <summary>An attachment in memory.</summary>
internal sealed class OctetSource(byte[] octets) : AttachmentSource
{
    public override long Length => octets.Length;

    public override Stream Open() => new MemoryStream(octets, writable: false);
}
