using SmtpTools.Protocol;

namespace SmtpTools.Capture;

/// <summary>The session's content: DATA with its dots, BDAT with its chunks.</summary>
internal sealed partial class CaptureSession
{
    // Content above the limit is read on to its end, so that the client gets its 552; but not for ever.
    private const int MaxTimesTooLarge = 4;
    private const long AlwaysDiscarded = 16L * 1024 * 1024;

    private long MaxDiscarded => Math.Max(AlwaysDiscarded, Options.MaxMessageSize > long.MaxValue / MaxTimesTooLarge ? long.MaxValue : Options.MaxMessageSize * MaxTimesTooLarge);

    private void ReceiveData(in SmtpCommandLine command)
    {
        command.RefuseArgument();
        if (CheckMayReceive() is { } refusal)
        {
            Refuse(refusal);
            return;
        }

        var transaction = _transaction!;
        if (transaction.IsBinary || transaction.Chunks > 0)
        {
            // RFC 3030 2 and 3: binary content has no lines to end, and the two commands do not mix.
            Refuse(503, Status(5, 5, 1), transaction.IsBinary ? "BODY=BINARYMIME needs BDAT" : "The content has begun by BDAT");
            return;
        }

        if (!Play(_setup.Rules.Take(command.Name, transaction.Recipients)))
        {
            return;
        }

        if (_connection.HasUnread)
        {
            // A client that does not wait for the 354 has its content taken for commands wherever DATA is refused.
            RefuseAsViolation("Content was sent before the 354 reply to DATA (RFC 2920 3.1)");
            return;
        }

        Accept(354, null, "End the content with <CR><LF>.<CR><LF>");
        if (!_ended && ReadData(transaction))
        {
            Deliver(transaction);
        }
    }

    private ServerReply? CheckMayReceive() =>
        _transaction is null ? new ServerReply(503, Status(5, 5, 1), "MAIL comes first")
        : _transaction.HasFailed ? new ServerReply(503, Status(5, 5, 1), "A chunk was refused: RSET comes first")
        : _transaction.Recipients.Count == 0 ? new ServerReply(554, Status(5, 5, 1), "No valid recipients")
        : null;

    /// <summary>Reads the content of DATA to its end; false when there is nothing to deliver.</summary>
    private bool ReadData(CaptureTransaction transaction)
    {
        var reader = default(DotUnstuffer);
        var received = 0L;
        var content = transaction.Content;
        content.Expect(Math.Min(Options.MaxMessageSize, EsmtpValue.ToNumber(EsmtpParameterRules.ValueOf(transaction.ReversePath.Parameters, "SIZE") ?? string.Empty) ?? 0));
        while (true)
        {
            if (!_connection.HasBuffered && !_connection.FillForContent())
            {
                NoteLoss();
                return false;
            }

            var taken = reader.Next(_connection.Buffered, out var run, out var outcome);
            received += run.Length;
            if (received <= Options.MaxMessageSize)
            {
                content.Append(run);
            }

            _connection.Consume(taken);
            switch (outcome)
            {
                case DotUnstuffer.Outcome.End:
                    return CheckContent(transaction, received, reader.LongestLine);

                case DotUnstuffer.Outcome.BareCr or DotUnstuffer.Outcome.BareLf:
                    RefuseAsViolation(outcome == DotUnstuffer.Outcome.BareLf ? "A bare LF in the content (RFC 5321 2.3.8)" : "A bare CR in the content (RFC 5321 2.3.8)", 550);
                    return false;
            }

            if (received > MaxDiscarded)
            {
                EndAsTooLarge();
                return false;
            }
        }
    }

    private bool CheckContent(CaptureTransaction transaction, long received, int longestLine)
    {
        if (received > Options.MaxMessageSize)
        {
            RefuseContent(transaction, EsmtpParameterRules.TooLarge(Options.MaxMessageSize));
        }
        else if (longestLine > Options.MaxContentLineLength)
        {
            RefuseContent(transaction, new ServerReply(
                554, Status(5, 6, 0), $"A line of the content has {longestLine} octets of at most {Options.MaxContentLineLength} (RFC 5321 4.5.3.1.6)"));
        }
        else
        {
            return true;
        }

        _transaction = null;
        return false;
    }

    private void ReceiveChunk(in SmtpCommandLine command)
    {
        if (!_setup.Offers(SmtpListenerExtensions.Chunking))
        {
            Refuse(502, Status(5, 5, 1), "CHUNKING is not offered");
            return;
        }

        (long Size, bool IsLast) chunk;
        try
        {
            chunk = command.ReadChunk();
        }
        catch (CommandSyntaxException exception)
        {
            // Where the chunk ends is not known, so what follows can't be told from commands.
            RefuseAsViolation(exception.Message, 501);
            return;
        }

        var transaction = _transaction;
        if (CheckChunk(chunk.Size) is { } refusal)
        {
            SkipChunk(chunk, refusal);
        }
        else if (!Play(_setup.Rules.Take(command.Name, transaction!.Recipients)))
        {
            SkipChunk(chunk, null);
        }
        else if (!_connection.ReadChunk(chunk.Size, transaction.Content))
        {
            NoteLoss();
        }
        else
        {
            transaction.Chunks++;
            if (chunk.IsLast)
            {
                Deliver(transaction);
            }
            else
            {
                Accept(250, Status(2, 0, 0), $"{chunk.Size} octets received");
            }
        }
    }

    private ServerReply? CheckChunk(long size) =>
        CheckMayReceive()
        ?? (size > Options.MaxMessageSize - _transaction!.Content.Length ? EsmtpParameterRules.TooLarge(Options.MaxMessageSize) : null);

    /// <summary>RFC 3030 2: the chunk of a refused BDAT is read all the same, and the next ones are refused too.</summary>
    private void SkipChunk((long Size, bool IsLast) chunk, ServerReply? refusal)
    {
        var transaction = _transaction;
        if (transaction is not null)
        {
            transaction.HasFailed = true;
        }

        if (_ended)
        {
            return;
        }

        if (chunk.Size > MaxDiscarded)
        {
            EndAsTooLarge();
        }
        else if (!_connection.ReadChunk(chunk.Size, null))
        {
            NoteLoss();
        }
        else if (refusal is not { } reply)
        {
            // A rule has given its reply.
        }
        else if (chunk.IsLast && transaction is { Recipients.Count: > 0 })
        {
            RefuseContent(transaction, reply);
        }
        else
        {
            Refuse(reply);
        }
    }

    private void EndAsTooLarge()
    {
        _incidents.Add(_client, ListenerIncidentKind.LimitReached, "Content far above the limit");
        Refuse(EsmtpParameterRules.TooLarge(Options.MaxMessageSize));
        _ended = true;
    }
}
