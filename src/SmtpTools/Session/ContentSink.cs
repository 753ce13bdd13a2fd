using SmtpTools.Transport;

namespace SmtpTools.Session;

/// <summary>
/// Where content in wire form goes: small runs are gathered, large ones are written from where they lie. Between writes an early reply of
/// the server is noticed.
/// </summary>
internal sealed class ContentSink(SmtpConnection connection, TimeSpan blockTime)
{
    /// <summary>How many octets are gathered before they are written, and how many are written between two looks for an early reply.</summary>
    public const int PieceSize = 64 * 1024;

    public void Write(byte[] octets, int offset, int count)
    {
        if (connection.Commands.Length + count <= PieceSize)
        {
            connection.Commands.AppendContent(octets, offset, count);
            return;
        }

        Flush();
        for (var end = offset + count; offset < end;)
        {
            var piece = Math.Min(end - offset, PieceSize);
            if (piece < PieceSize / 4)
            {
                connection.Commands.AppendContent(octets, offset, piece);
                return;
            }

            NoticeEarlyReply();
            connection.Write(octets, offset, piece, SmtpPhase.Content, blockTime);
            offset += piece;
        }
    }

    /// <summary>
    /// A reply before the end of the content is a refusal: the rest is not sent, and as the server would take what follows for content, the
    /// session ends. Any other reply there was for something else, and would be taken for the one to the end.
    /// </summary>
    public void NoticeEarlyReply()
    {
        if (connection.HasInput)
        {
            var reply = connection.ReadReply(SmtpPhase.Content, blockTime);
            throw reply.IsPositive || reply.IsIntermediate
                ? new SmtpProtocolException($"The server sent {reply} before the end of the message, where only a refusal has a meaning.") { Phase = SmtpPhase.Content }
                : new SmtpReplyException($"The server answered before the end of the message: {reply}", reply) { Phase = SmtpPhase.Content };
        }
    }

    private void Flush()
    {
        if (connection.Commands.Length > 0)
        {
            NoticeEarlyReply();
            connection.Flush(SmtpPhase.Content, blockTime);
        }
    }
}
