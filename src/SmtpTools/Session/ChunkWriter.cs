using SmtpTools.Transport;

namespace SmtpTools.Session;

/// <summary>Cuts content whose size is not known beforehand into BDAT chunks (RFC 3030 2), a few of them in flight at a time.</summary>
internal sealed class ChunkWriter(SmtpSession session, SmtpConnection connection, bool mayPipeline)
{
    /// <summary>Octets of a chunk.</summary>
    public const int ChunkSize = 256 * 1024;

    /// <summary>Most chunks whose replies are not read yet.</summary>
    public const int MaxInFlight = 4;

    private readonly byte[] _chunk = new byte[ChunkSize];
    private int _length;
    private int _outstanding;

    /// <summary>Octets taken so far.</summary>
    public long Octets { get; private set; }

    /// <exception cref="SmtpReplyException">A chunk was refused.</exception>
    public void Write(byte[] octets, int offset, int count)
    {
        Octets += count;
        while (count > 0)
        {
            if (_length == ChunkSize)
            {
                SendChunk();
            }

            var part = Math.Min(count, ChunkSize - _length);
            Buffer.BlockCopy(octets, offset, _chunk, _length, part);
            _length += part;
            offset += part;
            count -= part;
        }
    }

    /// <summary>Queues the last chunk; it leaves with the next flush.</summary>
    public void QueueLast()
    {
        QueueCommand(" LAST");
        connection.Commands.AppendContent(_chunk, 0, _length);
        _length = 0;
    }

    /// <summary>Reads the replies to all chunks but the last, up to the first refusal.</summary>
    /// <returns>The refusal, or null.</returns>
    public SmtpReply? ReadOutstanding()
    {
        while (_outstanding > 0)
        {
            if (ReadOne() is { IsPositive: false } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Reads what the server says to the chunks behind one that it refused.</summary>
    public void PassOverOutstanding()
    {
        while (_outstanding > 0)
        {
            var reply = ReadOne();
            if (reply.Code == 421)
            {
                throw new SmtpReplyException($"The server ended the session: {reply}", reply) { Phase = SmtpPhase.Content };
            }
        }
    }

    private void SendChunk()
    {
        QueueCommand(string.Empty);
        connection.Flush(_chunk, 0, _length, SmtpPhase.Content, session.Timeouts.DataBlock);
        _length = 0;
        _outstanding++;
        while (_outstanding >= (mayPipeline ? MaxInFlight : 1) || (_outstanding > 0 && connection.HasInput))
        {
            var reply = ReadOne();
            if (!reply.IsPositive)
            {
                throw new SmtpReplyException($"The server refused the message's content: {reply}", reply) { Phase = SmtpPhase.Content };
            }
        }
    }

    private SmtpReply ReadOne()
    {
        var reply = connection.ReadReply(SmtpPhase.Content, session.Timeouts.DataBlock);
        _outstanding--;
        return reply.IsIntermediate
            ? throw new SmtpProtocolException($"The server answered BDAT with {reply}, which has no meaning there.") { Phase = SmtpPhase.Content }
            : reply;
    }

    private void QueueCommand(string last)
    {
        var command = $"BDAT {_length}{last}";
        connection.Commands.Append(command).EndLine();
        session.Options.Transcript?.Record(TranscriptKind.Command, command);
        session.Options.Transcript?.Record(TranscriptKind.Content, $"({_length} octets of content)");
    }
}
