using SmtpTools.Transport;

namespace SmtpTools.Session;

/// <summary>
/// Where content in wire form goes: small runs are gathered, large ones are written from where they lie. Between writes an early reply of
/// the server is noticed. The last octets always stay queued, so that they leave together with the end.
/// </summary>
internal sealed class ContentSink(SmtpConnection connection, TimeSpan blockTime)
{
    /// <summary>How many octets are gathered before they are written.</summary>
    public const int GatherSize = 64 * 1024;

    /// <summary>
    /// Most octets in one write, after which an early reply is looked for: on a fast line most of what sending costs is that both sides wake
    /// up for each write.
    /// </summary>
    public const int PieceSize = 1024 * 1024;

    /// <summary>A piece has this time on any line that is not hopeless (17 KiB/s); who gives a block less gets small pieces.</summary>
    private static readonly TimeSpan s_timeForPiece = TimeSpan.FromMinutes(1);

    private readonly int _pieceSize = blockTime >= s_timeForPiece ? PieceSize : GatherSize;

    public void Write(byte[] octets, int offset, int count)
    {
        var end = offset + count;
        offset += Gather(octets, offset, count);
        for (var last = end - GatherSize; offset < last;)
        {
            Flush();
            NoticeEarlyReply();
            var piece = Math.Min(last - offset, _pieceSize);
            connection.Write(octets, offset, piece, SmtpPhase.Content, blockTime);
            offset += piece;
        }

        if (offset < end)
        {
            Flush();
            _ = Gather(octets, offset, end - offset);
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

    /// <summary>Queues as many octets as there is room for.</summary>
    private int Gather(byte[] octets, int offset, int count)
    {
        var taken = Math.Min(count, Math.Max(0, GatherSize - connection.Commands.Length));
        connection.Commands.AppendContent(octets, offset, taken);
        return taken;
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
