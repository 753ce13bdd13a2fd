namespace SmtpTools.Protection;

/// <summary>Memory that takes so much and no more: what is packed small may be large without end.</summary>
internal sealed class BoundedMemory : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        Check(count);
        base.Write(buffer, offset, count);
    }

    public override void WriteByte(byte value)
    {
        Check(1);
        base.WriteByte(value);
    }

    private void Check(int count)
    {
        if (Length + count > MessageRewriter.MaxMessage)
        {
            throw new MailProtectionException(MailProtectionFault.MessageUnfit, $"What is in it has more than {MessageRewriter.MaxMessage} octets when it is opened.");
        }
    }
}
