using System.Runtime.InteropServices;

namespace SmtpTools.Session;

/// <content>The message's content, by DATA (RFC 5321 4.1.1.4) or BDAT (RFC 3030).</content>
internal sealed partial class SmtpTransaction
{
    /// <summary>Whether the content goes by BDAT.</summary>
    public bool IsInChunks => _plan.Chunking;

    /// <summary>
    /// Sends the content, but for what may leave together with the next transaction's envelope: its last octets stay queued until the
    /// connection is flushed.
    /// </summary>
    /// <returns>Whether a final reply is due.</returns>
    public bool SendContent(CancellationToken cancellationToken)
    {
        if (EndMayHaveLeft)
        {
            return true;
        }

        return _plan.Chunking ? SendChunks(cancellationToken) : SendData(cancellationToken);
    }

    /// <summary>Ends a transaction whose content is not to be sent: an accepted DATA gets its empty end, which the server has no one to deliver to.</summary>
    public void Abandon()
    {
        if (EndMayHaveLeft)
        {
            // BDAT went out with the envelope; its one refusal is read (RFC 2033 4.2: no reply for each of no recipients).
            var reply = ReadFinal();
            EndSessionOn421(reply, SmtpPhase.EndOfData);
            MustBeRefusal(reply, SmtpPhase.EndOfData);
        }
        else if (_dataQueued && ReadDataReply() is { IsIntermediate: true } reply)
        {
            if (_session.Options.IsLmtp)
            {
                // RFC 2033 4.2 has it refused with 503. How many replies would follow the end can't be told, so none is given.
                throw OutOfStep(reply, SmtpPhase.Data);
            }

            // RFC 2920 3.1: 354 although no recipient was taken; the empty message goes to nobody.
            _connection.Commands.Append(".").EndLine();
            _connection.Flush(SmtpPhase.EndOfData, _session.Timeouts.DataBlock);
            _ = Read(SmtpPhase.EndOfData, _session.Timeouts.DataTermination);
        }
    }

    private void QueueWholeChunk(ReadOnlyMemory<byte> block)
    {
        MustBeWhole(block.Length);
        QueueCommand($"BDAT {block.Length} LAST");
        RecordContent(block.Length);
        _ = MemoryMarshal.TryGetArray(block, out var array);
        _connection.Commands.AppendContent(array.Array!, array.Offset, array.Count);
        ContentOctets = block.Length;
        EndMayHaveLeft = true;
    }

    private void RecordContent(long octets) => _session.Options.Transcript?.Record(TranscriptKind.Content, $"({octets} octets of content)");

    private SmtpReply ReadDataReply()
    {
        _dataQueued = false;
        var reply = Read(SmtpPhase.Data, _session.Timeouts.DataInitiation);
        IsInStep = reply.IsIntermediate;
        return reply;
    }

    private bool SendData(CancellationToken cancellationToken)
    {
        if (!_dataQueued)
        {
            _session.CheckNothingUnasked(SmtpPhase.Data);
            QueueCommand("DATA");
            _connection.Flush(SmtpPhase.Data, _session.Timeouts.DataInitiation);
        }

        if (ReadDataReply() is { IsIntermediate: false } refusal)
        {
            SettleAll(refusal, SmtpPhase.Data);
            return false;
        }

        var sink = new ContentSink(_connection, _session.Timeouts.DataBlock);
        using var stream = new ContentStream(sink.Write, stuffDots: true);
        WriteContent(stream, cancellationToken);
        stream.Finish();
        ContentOctets = stream.ContentOctets;
        RecordContent(ContentOctets);
        MustBeWhole(ContentOctets);
        sink.NoticeEarlyReply();
        _connection.Commands.Append(".").EndLine();
        EndMayHaveLeft = true;
        return true;
    }

    private bool SendChunks(CancellationToken cancellationToken)
    {
        _session.CheckNothingUnasked(SmtpPhase.Content);
        if (_plan.Content.CanonicalBlock is { } block)
        {
            SendWholeChunk(block);
            return true;
        }

        _chunks = new ChunkWriter(_session, _connection, _plan.Pipelining);
        try
        {
            if (_plan.Content.Encoding == BodyEncoding.BinaryMime)
            {
                // RFC 3030 3: binary content has no lines to be made right.
                using var binary = new WriteOnlyStream(_chunks.Write);
                WriteContent(binary, cancellationToken);
            }
            else
            {
                using var lines = new ContentStream(_chunks.Write, stuffDots: false);
                WriteContent(lines, cancellationToken);
                lines.Finish();
            }
        }
        catch (SmtpReplyException refused) when (refused.Phase == SmtpPhase.Content && refused.Reply.Code != 421)
        {
            // The chunks behind it, already on their way, are refused too.
            SettleAll(refused.Reply, SmtpPhase.Content);
            _chunks.PassOverOutstanding();
            return false;
        }

        MustBeWhole(_chunks.Octets);
        _chunks.QueueLast();
        ContentOctets = _chunks.Octets;
        EndMayHaveLeft = true;
        return true;
    }

    private void SendWholeChunk(ReadOnlyMemory<byte> block)
    {
        MustBeWhole(block.Length);
        QueueCommand($"BDAT {block.Length} LAST");
        RecordContent(block.Length);
        var sink = new ContentSink(_connection, _session.Timeouts.DataBlock);
        _ = MemoryMarshal.TryGetArray(block, out var array);
        sink.Write(array.Array!, array.Offset, array.Count);

        // The last octet of the chunk is its end, and is queued: from here on the message may have arrived.
        sink.NoticeEarlyReply();
        ContentOctets = block.Length;
        EndMayHaveLeft = true;
    }

    /// <summary>Before the end leaves: a file that changed since it was measured, or content cut short, must not become a message.</summary>
    private void MustBeWhole(long octets)
    {
        if (_plan.Content.Encoding != BodyEncoding.BinaryMime && _plan.Content.Size is { } size && size != octets)
        {
            throw new SmtpContentException($"The message's content was to have {size} octets and had {octets}: it changed while it was sent, and its end was not sent.") { Phase = SmtpPhase.Content };
        }
    }

    private void WriteContent(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            if (_options.Progress is not { } progress)
            {
                _plan.Content.WriteTo(stream, cancellationToken);
                return;
            }

            long written = 0;
            using var told = new WriteOnlyStream((octets, offset, count) =>
            {
                stream.Write(octets, offset, count);
                progress(written += count);
            });
            _plan.Content.WriteTo(told, cancellationToken);
        }
        catch (Exception exception) when (exception is not (SmtpToolsException or OperationCanceledException))
        {
            // A file vanished or a part can't be read: half a message must not become a message, so the connection ends here.
            throw new SmtpContentException($"The message's content could not be read: {exception.Message}", exception) { Phase = SmtpPhase.Content };
        }
    }
}
