using System.Runtime.InteropServices;
using SmtpTools.Transport;

namespace SmtpTools.Session;

/// <summary>
/// One mail transaction (RFC 5321 3.3) in four steps that a caller may interleave with those of another: queue the envelope, read its
/// replies, send the content, read what came of it. The steps read exactly as many replies as commands were sent.
/// </summary>
internal sealed class SmtpTransaction
{
    /// <summary>
    /// Most RCPT commands in one flight: their replies, at 512 octets each, stay below the smallest socket buffers, so that writing
    /// before reading never deadlocks (RFC 2920 3.1).
    /// </summary>
    public const int MaxRecipientsInFlight = 50;

    /// <summary>Content up to this many octets goes out in the flight of its envelope, behind BDAT.</summary>
    public const int MaxOneFlightContent = 64 * 1024;

    private readonly SmtpSession _session;
    private readonly SmtpConnection _connection;
    private readonly TransactionPlan _plan;
    private readonly SmtpEnvelope _envelope;
    private readonly IReadOnlyList<RecipientResult> _recipients;
    private readonly IReadOnlyList<SmtpRecipient> _targets;
    private readonly SendOptions _options;
    private int _queued;
    private int _answered;
    private bool _mailAnswered;
    private bool _dataQueued;
    private ChunkWriter? _chunks;

    /// <param name="session">The session.</param>
    /// <param name="plan">How the message travels.</param>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="targets">The recipients of this transaction, all or some of the envelope's.</param>
    /// <param name="recipients">Their results, to be filled.</param>
    /// <param name="options">How it is handed over.</param>
    public SmtpTransaction(
        SmtpSession session, TransactionPlan plan, SmtpEnvelope envelope, IReadOnlyList<SmtpRecipient> targets, IReadOnlyList<RecipientResult> recipients, SendOptions options)
    {
        _session = session;
        _connection = session.Connection;
        _plan = plan;
        _envelope = envelope;
        _targets = targets;
        _recipients = recipients;
        _options = options;
    }

    /// <summary>The reply to MAIL; null before it came.</summary>
    public SmtpReply? MailReply { get; private set; }

    /// <summary>The reply to DATA where it was refused; null otherwise.</summary>
    public SmtpReply? DataReply { get; private set; }

    /// <summary>The reply after the end of the content; with LMTP the last of them. Null where none came.</summary>
    public SmtpReply? FinalReply { get; private set; }

    /// <summary>How many recipients the server took.</summary>
    public int Accepted { get; private set; }

    /// <summary>Whether the end of the content left, or may have: from then on a lost connection leaves the message in doubt.</summary>
    public bool EndMayHaveLeft { get; private set; }

    /// <summary>Octets of content that were handed to the transport, as SIZE counts them.</summary>
    public long ContentOctets { get; private set; }

    /// <summary>Whether the transaction still has to be ended by RSET.</summary>
    public bool NeedsReset { get; private set; }

    /// <summary>Whether the whole envelope was queued and its replies await reading; else <see cref="ReadEnvelope"/> sends the rest.</summary>
    private bool MayPipelineContent => _plan.Pipelining && !_options.RequireAllRecipients && _targets.Count <= MaxRecipientsInFlight;

    /// <summary>Queues MAIL and, with PIPELINING, RCPTs, and where it may be so DATA, or BDAT with small content. Nothing leaves yet.</summary>
    public void QueueEnvelope()
    {
        NeedsReset = true;
        QueuePath("MAIL FROM:<", _envelope.ReversePath, _plan.MailParameters);
        if (!_plan.Pipelining)
        {
            return;
        }

        QueueRecipients(MaxRecipientsInFlight);
        if (!MayPipelineContent)
        {
            return;
        }

        if (!_plan.Chunking)
        {
            _dataQueued = true;
            QueueCommand("DATA");
        }
        else if (_plan.Content.CanonicalBlock is { Length: <= MaxOneFlightContent } block)
        {
            QueueWholeChunk(block);
        }
    }

    /// <summary>Reads the replies of the envelope, sending what of it was not sent yet.</summary>
    /// <returns>Whether the content is to be sent (or was, with the envelope).</returns>
    public bool ReadEnvelope()
    {
        ReadQueued();
        while (MailReply!.IsPositive && _queued < _targets.Count)
        {
            QueueRecipients(_plan.Pipelining ? MaxRecipientsInFlight : 1);
            _connection.Flush(SmtpPhase.Recipient, _session.Timeouts.Command);
            ReadQueued();
        }

        return MailReply.IsPositive && Accepted > 0 && !(_options.RequireAllRecipients && Accepted < _targets.Count);
    }

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
            // BDAT went out with the envelope; its refusal is read and nothing else is open.
            ReadCompletion();
        }
        else if (_dataQueued && ReadDataReply())
        {
            // RFC 2920 3.1: 354 although no recipient was taken; the empty message goes to nobody.
            _connection.Commands.Append(".").EndLine();
            _connection.Flush(SmtpPhase.EndOfData, _session.Timeouts.DataBlock);
            _ = Read(SmtpPhase.EndOfData, _session.Timeouts.DataTermination);
        }
    }

    /// <summary>Reads the reply after the end of the content; with LMTP one for each accepted recipient (RFC 2033 4.2).</summary>
    public void ReadCompletion()
    {
        if (_chunks?.ReadOutstanding() is { } refusal)
        {
            // The reply to the last chunk follows and says no more than that the transaction is over.
            _ = ReadFinal();
            SettleAll(refusal);
        }
        else if (!_session.Options.IsLmtp)
        {
            SettleAll(ReadFinal());
        }
        else
        {
            var due = _recipients.Where(recipient => recipient.State == RecipientState.InDoubt).ToList();
            if (due.Count == 0)
            {
                FinalReply = ReadFinal();
            }

            foreach (var recipient in due)
            {
                FinalReply = ReadFinal();
                Settle(recipient, FinalReply);
            }
        }

        NeedsReset = false;
    }

    private void SettleAll(SmtpReply reply)
    {
        FinalReply = reply;
        foreach (var recipient in _recipients)
        {
            Settle(recipient, reply);
        }
    }

    private static void Settle(RecipientResult recipient, SmtpReply reply)
    {
        if (recipient.State == RecipientState.InDoubt)
        {
            recipient.Reply = reply;
            recipient.Phase = SmtpPhase.EndOfData;
            recipient.State = StateOf(reply);
        }
    }

    private static RecipientState StateOf(SmtpReply reply) =>
        reply.IsPositive ? RecipientState.Accepted : reply.IsTransientFailure ? RecipientState.Deferred : RecipientState.Rejected;

    private void QueuePath(string command, Mailbox? path, string parameters)
    {
        _ = _connection.Commands.Append(command).Append(path is null ? string.Empty : _plan.PathOf(path)!).Append(">").Append(parameters);
        EndQueuedLine();
    }

    private void QueueCommand(string command)
    {
        _ = _connection.Commands.Append(command);
        EndQueuedLine();
    }

    private void EndQueuedLine()
    {
        _session.Options.Transcript?.Record(TranscriptKind.Command, _connection.Commands.CurrentLine);
        _connection.Commands.EndLine();
    }

    private void QueueRecipients(int most)
    {
        for (var i = 0; i < most && _queued < _targets.Count; i++, _queued++)
        {
            var target = _targets[_queued];
            QueuePath("RCPT TO:<", target.Mailbox, _plan.RecipientParameters(target));
        }
    }

    private void QueueWholeChunk(ReadOnlyMemory<byte> block)
    {
        QueueCommand($"BDAT {block.Length} LAST");
        RecordContent(block.Length);
        _ = MemoryMarshal.TryGetArray(block, out var array);
        _connection.Commands.AppendContent(array.Array!, array.Offset, array.Count);
        ContentOctets = block.Length;
        EndMayHaveLeft = true;
    }

    private void RecordContent(long octets) => _session.Options.Transcript?.Record(TranscriptKind.Content, $"({octets} octets of content)");

    private void ReadQueued()
    {
        if (!_mailAnswered)
        {
            MailReply = Read(SmtpPhase.Mail, _session.Timeouts.Command);
            _mailAnswered = true;
        }

        while (_answered < _queued)
        {
            var recipient = _recipients[_answered++];
            var reply = Read(SmtpPhase.Recipient, _session.Timeouts.Command);
            recipient.Reply = reply;
            recipient.Phase = SmtpPhase.Recipient;
            recipient.State = reply.IsPositive ? RecipientState.InDoubt : StateOf(reply);
            Accepted += reply.IsPositive ? 1 : 0;
        }
    }

    /// <summary>A reply that a step can have. 421 ends the session; 1xx and 3xx where they mean nothing end it as broken.</summary>
    private SmtpReply Read(SmtpPhase phase, TimeSpan limit)
    {
        var reply = _connection.ReadReply(phase, limit);
        if (reply.Code == 421)
        {
            throw new SmtpReplyException($"{_session.Server} ended the session: {reply}", reply) { Phase = phase };
        }

        return reply.IsIntermediate != (phase == SmtpPhase.Data) && !(phase == SmtpPhase.Data && reply.Code >= 400)
            ? throw new SmtpProtocolException($"{_session.Server} answered {Verb(phase)} with {reply}, which has no meaning there: replies and commands are out of step.") { Phase = phase }
            : reply;
    }

    private SmtpReply ReadFinal()
    {
        var reply = _connection.ReadReply(SmtpPhase.EndOfData, _session.Timeouts.DataTermination);
        return reply.IsIntermediate
            ? throw new SmtpProtocolException($"{_session.Server} answered the end of the message with {reply}, which has no meaning there.") { Phase = SmtpPhase.EndOfData }
            : reply;
    }

    private static string Verb(SmtpPhase phase) => phase switch
    {
        SmtpPhase.Mail => "MAIL",
        SmtpPhase.Recipient => "RCPT",
        SmtpPhase.Data => "DATA",
        SmtpPhase.Content => "BDAT",
        _ => "the end of the message",
    };

    /// <summary>Reads the reply to DATA; true for 354.</summary>
    private bool ReadDataReply()
    {
        _dataQueued = false;
        var reply = Read(SmtpPhase.Data, _session.Timeouts.DataInitiation);
        DataReply = reply.IsIntermediate ? null : reply;
        return reply.IsIntermediate;
    }

    private bool SendData(CancellationToken cancellationToken)
    {
        if (!_dataQueued)
        {
            QueueCommand("DATA");
            _connection.Flush(SmtpPhase.Data, _session.Timeouts.DataInitiation);
        }

        if (!ReadDataReply())
        {
            return false;
        }

        var sink = new ContentSink(_connection, _session.Timeouts.DataBlock);
        using var stream = new ContentStream(sink.Write, stuffDots: true);
        WriteContent(stream, cancellationToken);
        stream.Finish();
        ContentOctets = stream.ContentOctets;
        RecordContent(ContentOctets);
        _connection.Commands.Append(".").EndLine();
        EndMayHaveLeft = true;
        return true;
    }

    private bool SendChunks(CancellationToken cancellationToken)
    {
        if (_plan.Content.CanonicalBlock is { } block)
        {
            SendWholeChunk(block, cancellationToken);
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
            // RFC 3030 2: after a refused chunk the transaction is over; the chunks behind it are refused too.
            _ = _chunks.ReadOutstanding();
            SettleAll(refused.Reply);
            return false;
        }

        _chunks.QueueLast();
        ContentOctets = _chunks.Octets;
        EndMayHaveLeft = true;
        return true;
    }

    private void SendWholeChunk(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        QueueCommand($"BDAT {block.Length} LAST");
        RecordContent(block.Length);
        var sink = new ContentSink(_connection, _session.Timeouts.DataBlock);
        _ = MemoryMarshal.TryGetArray(block, out var array);
        for (var sent = 0; sent < array.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = Math.Min(array.Count - sent, ContentSink.PieceSize);

            // The last octet of the chunk is its end: from here on the message may have arrived.
            EndMayHaveLeft = sent + piece == array.Count;
            sink.Write(array.Array!, array.Offset + sent, piece);
            sent += piece;
        }

        ContentOctets = block.Length;
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
