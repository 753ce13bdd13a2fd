namespace SmtpTools.Session;

/// <summary>
/// Keeps several messages of one session under way and gives their results in order. What was queued leaves in as few writes as the
/// window lets it; replies are read in the order of the commands.
/// </summary>
internal sealed class MessagePipeline(SmtpSession session, SendOptions options)
{
    /// <summary>Most messages whose replies are not read yet: those of a window, with their RCPTs, stay below the socket's buffers.</summary>
    public const int MaxInFlight = 8;

    private readonly Queue<SendResult> _done = new();
    private readonly Queue<Flight> _inFlight = new();
    private MessageSender? _ending;
    private int _unsent;
    private bool _isTaken;

    /// <summary>Whether a message is under way.</summary>
    public bool HasOpen => _inFlight.Count > 0 || _ending is not null;

    /// <summary>The next result in order, or null where none is ready.</summary>
    public SendResult? TryTake() => _done.Count > 0 ? _done.Dequeue() : null;

    /// <summary>Before a step: the message that it is for is not among those under way yet.</summary>
    public void Begin() => _isTaken = false;

    /// <summary>Takes a message. Results of earlier ones may become ready.</summary>
    public void Add(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var sender = new MessageSender(session, message.Envelope, message.Content, options, session.ResultFor(message.Envelope));
        SmtpTransaction? transaction;
        try
        {
            transaction = sender.BeginShared();
        }
        catch (Exception exception) when (exception is SmtpRequirementException or ArgumentException)
        {
            // This message can't travel; those before it come first.
            Drain();
            _isTaken = true;
            Fail(sender, exception, SmtpPhase.Mail);
            return;
        }

        if (transaction is null)
        {
            Drain();
            SendAlone(sender, cancellationToken);
        }
        else if (transaction.IsOneFlight)
        {
            FinishEnding();
            Launch(sender, transaction);
        }
        else
        {
            Land(0);
            FollowOn(sender, transaction, cancellationToken);
        }
    }

    /// <summary>Brings all messages under way to their end.</summary>
    public void Drain()
    {
        FinishEnding();
        Land(0);
    }

    /// <summary>Ends everything under way with a failure, each message as far as it had come.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="message">The message that was to be added; null for none.</param>
    /// <param name="phase">The step that was under way.</param>
    public void Fail(Exception failure, OutgoingMessage? message, SmtpPhase phase)
    {
        if (_ending is { } ending)
        {
            _ending = null;
            Fail(ending, failure, phase);
        }

        while (_inFlight.Count > 0)
        {
            if (_inFlight.Count <= _unsent)
            {
                _inFlight.Peek().Transaction.NeverLeft();
            }

            Fail(_inFlight.Dequeue().Sender, failure, phase);
        }

        _unsent = 0;
        if (message is not null && !_isTaken)
        {
            var result = session.ResultFor(message.Envelope);
            result.Fail(failure, phase);
            session.Report(result);
            _done.Enqueue(result);
        }
    }

    /// <summary>A message whose envelope and content leave in one flight, beside those before it.</summary>
    private void Launch(MessageSender sender, SmtpTransaction transaction)
    {
        var isFirst = _inFlight.Count == 0;
        if (isFirst)
        {
            session.CheckNothingUnasked(SmtpPhase.Mail);
        }
        else
        {
            // RFC 3030 2: after a refused BDAT only RSET makes the state known, and whether the one before is refused is not known yet.
            // Without it, this message's recipients might join the sender of that one.
            session.QueueReset();
        }

        _isTaken = true;
        _inFlight.Enqueue(new Flight(sender, transaction, HasReset: !isFirst));
        _unsent++;
        transaction.QueueEnvelope();
        if (_inFlight.Count >= MaxInFlight || session.Connection.Commands.Length >= SmtpTransaction.MaxOneFlightContent)
        {
            Land(MaxInFlight / 2);
        }
    }

    /// <summary>Reads the replies of the oldest messages until no more than some are in flight.</summary>
    private void Land(int remaining)
    {
        if (_unsent > 0)
        {
            // From the first octet of the write on, any of them may have left.
            _unsent = 0;
            session.Connection.Flush(SmtpPhase.EndOfData, session.Timeouts.DataBlock);
            session.Connection.AcknowledgeAtOnce();
        }

        while (_inFlight.Count > remaining)
        {
            var flight = _inFlight.Peek();
            if (flight.HasReset)
            {
                session.ReadResetReply();
            }

            if (flight.Transaction.ReadEnvelope())
            {
                flight.Transaction.ReadCompletion();
            }
            else
            {
                flight.Transaction.Abandon();
            }

            if (_inFlight.Count == 1)
            {
                session.EndTransaction(flight.Transaction);
                session.CheckNothingLeft(flight.Transaction);
            }

            _ = _inFlight.Dequeue();
            End(flight.Sender);
        }
    }

    /// <summary>A message whose envelope leaves together with the end of the one before it.</summary>
    private void FollowOn(MessageSender sender, SmtpTransaction transaction, CancellationToken cancellationToken)
    {
        if (_ending is null)
        {
            session.CheckNothingUnasked(SmtpPhase.Mail);
        }

        // RFC 3030 2: whether a chunk of the one before is refused is not known yet, and then only RSET makes the state known.
        var needsReset = _ending is { Transaction.IsInChunks: true };
        if (needsReset)
        {
            session.QueueReset();
        }

        transaction.QueueEnvelope();
        session.Connection.Flush(SmtpPhase.Mail, session.Timeouts.DataBlock);
        if (_ending is { } before)
        {
            // A server that answers the end and the next envelope one by one would wait for the acknowledgement of its first answer.
            session.Connection.AcknowledgeAtOnce();
            before.Transaction!.ReadCompletion();
            _ending = null;
            End(before);
        }

        if (needsReset)
        {
            session.ReadResetReply();
        }

        _ending = sender;
        _isTaken = true;
        if (!transaction.ReadEnvelope())
        {
            transaction.Abandon();
        }
        else if (transaction.SendContent(cancellationToken))
        {
            return;
        }

        session.EndTransaction(transaction);
        _ending = null;
        End(sender);
    }

    private void FinishEnding()
    {
        if (_ending is { } ending)
        {
            session.FlushContent();
            ending.Transaction!.ReadCompletion();
            session.EndTransaction(ending.Transaction);
            session.CheckNothingLeft(ending.Transaction);
            _ending = null;
            End(ending);
        }
    }

    private void SendAlone(MessageSender sender, CancellationToken cancellationToken)
    {
        try
        {
            sender.Send(cancellationToken);
        }
        catch (Exception exception) when (exception is SmtpToolsException or OperationCanceledException)
        {
            sender.Result.Fail(exception, session.Connection.Phase);
            throw;
        }
        finally
        {
            _isTaken = true;
            Report(sender);
        }
    }

    private void End(MessageSender sender)
    {
        sender.Finish();
        Report(sender);
    }

    private void Fail(MessageSender sender, Exception failure, SmtpPhase phase)
    {
        sender.Finish(failure);
        sender.Result.Fail(failure, phase);
        Report(sender);
    }

    private void Report(MessageSender sender)
    {
        session.Report(sender.Result);
        _done.Enqueue(sender.Result);
    }

    private readonly record struct Flight(MessageSender Sender, SmtpTransaction Transaction, bool HasReset);
}
