namespace SmtpTools.Session;

/// <summary>
/// Hands one message over in as many transactions as the server's limits on recipients make necessary, and puts together what became of
/// it.
/// </summary>
internal sealed class MessageSender(SmtpSession session, SmtpEnvelope envelope, MessageContent content, SendOptions options, SendResult result)
{
    private readonly TimeProvider _time = session.Options.TimeProvider;
    private SmtpTransaction? _transaction;
    private TransactionPlan? _plan;

    /// <summary>What becomes of the message.</summary>
    public SendResult Result => result;

    /// <summary>The message's transaction; the last one where it takes several. Null before the first.</summary>
    public SmtpTransaction? Transaction => _transaction;

    /// <summary>Hands the message over from its beginning to its end, alone on the connection.</summary>
    public void Send(CancellationToken cancellationToken)
    {
        try
        {
            var plan = Plan();
            var waiting = Nameable(plan);
            for (var round = 0; waiting.Count > 0; round++)
            {
                if (EndOfTransactions(round) is { } reason)
                {
                    LeaveOut(waiting, reason);
                    break;
                }

                var (batch, rest) = waiting.Split(MostRecipients(), MostDomains());
                var refusedForNumber = SendTo(batch, plan, cancellationToken);
                if (!MayGoOn(batch, refusedForNumber))
                {
                    break;
                }

                waiting = refusedForNumber.Then(rest);
            }
        }
        finally
        {
            Conclude();
        }
    }

    /// <summary>
    /// Begins the one transaction of a message that may share the connection with others; null for one that needs the connection to itself:
    /// several transactions, recipients that the server can't be told, all recipients or none, or much content.
    /// </summary>
    public SmtpTransaction? BeginShared()
    {
        var plan = Plan();
        var count = envelope.Recipients.Count;

        // For more content the round trip saved is little beside its time, and a server that reads much holds its replies back for a delayed
        // acknowledgement (40 ms a message at 1 MiB to Postfix).
        if (!plan.Pipelining || content.Size > SmtpTransaction.MaxOneFlightContent || options.RequireAllRecipients || session.Options.IsLmtp || session.MaxTransactions is not null
            || count > Math.Min(MostRecipients(), SmtpTransaction.MaxRecipientsInFlight) || (MostDomains() < count && All().Domains > MostDomains())
            || envelope.Recipients.Any(recipient => plan.ObstacleFor(recipient) is not null))
        {
            return null;
        }

        session.CountTransaction();
        return _transaction = new SmtpTransaction(session, plan, envelope, All(), options);
    }

    /// <summary>Draws from the transaction what became of the message.</summary>
    /// <param name="failure">What ended the transaction before its time; null where nothing did.</param>
    public void Finish(Exception? failure = null)
    {
        if (_transaction is { } transaction)
        {
            if (failure is not null)
            {
                transaction.Fail(failure);
            }

            result.Octets = transaction.ContentOctets;
            KeepLastWord(transaction);
        }

        Conclude();
    }

    private RecipientBatch All() => new((IReadOnlyList<SmtpRecipient>)envelope.Recipients, result.Recipients);

    private TransactionPlan Plan()
    {
        if (_plan is null)
        {
            _plan = new TransactionPlan(session, envelope, content, options.MayBreakSignatures);
            result.Notes = result.Notes.Count == 0 ? _plan.Notes : (string[])[.. result.Notes, .. _plan.Notes.Except(result.Notes)];
            foreach (var note in _plan.Notes)
            {
                session.Options.Transcript?.Record(TranscriptKind.Note, note);
            }
        }

        return _plan;
    }

    /// <summary>Why no further transaction may begin; null where one may.</summary>
    /// <exception cref="SmtpRequirementException">The session has had all of them before this message.</exception>
    private string? EndOfTransactions(int round)
    {
        if (session.IsExhausted)
        {
            var limit = $"{session.Server} takes at most {session.MaxTransactions} transactions in a session (LIMITS MAILMAX, RFC 9422), and this session has had them";
            result.IsCutShort = round > 0;
            return round > 0 ? limit : throw new SmtpRequirementException($"{limit}: the message needs another one.", "LIMITS");
        }

        return round < SmtpSession.MaxTransactionsPerMessage ? null : $"the message took {round} transactions, and is not split into more";
    }

    private static void LeaveOut(RecipientBatch recipients, string reason)
    {
        foreach (var recipient in recipients.Results)
        {
            // Those that were too many in the last transaction are as good as not tried.
            recipient.State = RecipientState.NotTried;
            recipient.Reply = null;
            recipient.Phase = SmtpPhase.None;
            recipient.Reason = reason;
        }
    }

    /// <summary>The recipients that this server can be told; the others are refused here, each with the reason.</summary>
    private RecipientBatch Nameable(TransactionPlan plan)
    {
        for (var i = 0; i < envelope.Recipients.Count; i++)
        {
            if (result.Recipients[i].State == RecipientState.NotTried && plan.ObstacleFor(envelope.Recipients[i]) is { } obstacle)
            {
                result.Recipients[i].State = RecipientState.Rejected;
                result.Recipients[i].Phase = SmtpPhase.Recipient;
                result.Recipients[i].Reason = obstacle;
            }
        }

        var nameable = All().Where(static recipient => recipient is { State: RecipientState.NotTried, Reply: null });
        if (!options.RequireAllRecipients)
        {
            return nameable;
        }

        return nameable.Count > MostRecipients()
            ? throw new SmtpRequirementException(
                $"All {nameable.Count} recipients were to get the message or none, and {session.Server} takes at most {MostRecipients()} at a time (LIMITS RCPTMAX, RFC 9422).", "LIMITS")
            : MostDomains() < nameable.Count && nameable.Domains > MostDomains()
            ? throw new SmtpRequirementException(
                $"The recipients of all {nameable.Domains} domains were to get the message or none, and {session.Server} takes those of at most {MostDomains()} at a time (LIMITS RCPTDOMAINMAX, RFC 9422).", "LIMITS")
            : nameable.Count == envelope.Recipients.Count ? nameable : RecipientBatch.Empty;
    }

    private int MostDomains() =>
        session.Extensions.MaxRecipientDomains is { } most && session.May(offered: true, "LIMITS") ? most : int.MaxValue;

    private int MostRecipients() => session.May(session.Extensions.MaxRecipients is not null, "LIMITS") ? session.Extensions.MaxRecipients!.Value : int.MaxValue;

    /// <summary>A message that was refused as such is not tried on the next batch; one that only ran into a limit is.</summary>
    private bool MayGoOn(RecipientBatch batch, RecipientBatch refusedForNumber) =>
        _transaction is { MailReply.IsPositive: true } && refusedForNumber.Count < batch.Count && (_transaction.Accepted == 0 || _transaction.IsTaken);

    /// <summary>One transaction.</summary>
    /// <returns>The recipients that the server refused only because there were too many at once (RFC 5321 4.5.3.1.10).</returns>
    private RecipientBatch SendTo(RecipientBatch batch, TransactionPlan plan, CancellationToken cancellationToken)
    {
        var transaction = _transaction = new SmtpTransaction(session, plan, envelope, batch, options);
        try
        {
            Play(transaction, cancellationToken);
        }
        catch (Exception exception)
        {
            transaction.Fail(exception);
            throw;
        }
        finally
        {
            result.Octets = Math.Max(result.Octets, transaction.ContentOctets);
            KeepLastWord(transaction);
        }

        return transaction.IsTaken && transaction.Accepted < batch.Count ? batch.Where(IsTooMany) : RecipientBatch.Empty;
    }

    private void Play(SmtpTransaction transaction, CancellationToken cancellationToken)
    {
        session.BeginTransaction();
        var start = _time.GetTimestamp();
        transaction.QueueEnvelope();
        session.FlushEnvelope(transaction);
        var goOn = transaction.ReadEnvelope();
        result.Times.Envelope = (result.Times.Envelope ?? TimeSpan.Zero) + _time.GetElapsedTime(start);
        if (goOn)
        {
            start = _time.GetTimestamp();
            var awaitFinal = transaction.SendContent(cancellationToken);
            session.FlushContent();
            result.Times.Content = (result.Times.Content ?? TimeSpan.Zero) + _time.GetElapsedTime(start);
            if (awaitFinal)
            {
                start = _time.GetTimestamp();
                transaction.ReadCompletion();
                result.Times.Completion = (result.Times.Completion ?? TimeSpan.Zero) + _time.GetElapsedTime(start);
            }
        }
        else
        {
            transaction.Abandon();
        }

        session.EndTransaction(transaction);
        session.CheckNothingLeft(transaction);
    }

    /// <summary>The server's last word on the message; one that took it is not displaced by a refusal of further recipients.</summary>
    private void KeepLastWord(SmtpTransaction transaction)
    {
        if (transaction.Decision is { } decision && (decision.IsPositive || result.Reply is not { IsPositive: true }))
        {
            result.Reply = decision;
            result.Phase = transaction.DecisionPhase;
        }
    }

    private static bool IsTooMany(RecipientResult recipient) =>
        recipient is { Phase: SmtpPhase.Recipient, State: RecipientState.Deferred or RecipientState.Rejected, Reply: { } reply }
        && (reply.EnhancedStatus is { Subject: 5, Detail: 3 } || (reply.Code == 452 && reply.EnhancedStatus is null && reply.Text.Contains("too many", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Draws the message's state from its recipients' and the last transaction.</summary>
    private void Conclude()
    {
        var (taken, refused, inDoubt) = (0, 0, 0);
        var recipients = result.Recipients;
        for (var i = 0; i < recipients.Count; i++)
        {
            taken += recipients[i].State == RecipientState.Accepted ? 1 : 0;
            refused += recipients[i].State is RecipientState.Rejected or RecipientState.Deferred ? 1 : 0;
            inDoubt += recipients[i].State == RecipientState.InDoubt ? 1 : 0;
        }

        result.State = inDoubt > 0 ? SendState.InDoubt
            : taken == recipients.Count ? SendState.Sent
            : taken > 0 ? SendState.PartlySent
            : _transaction?.Decision is not null || refused == recipients.Count ? SendState.Refused
            : SendState.NotSent;
        if (result is { State: SendState.Refused, Reply: { IsPositive: false } reply } && result.Phase != SmtpPhase.Recipient)
        {
            result.Error = new SmtpReplyException($"{session.Server} refused the message: {reply}", reply) { Phase = result.Phase };
        }

        if (result.State == SendState.Refused && _transaction is null)
        {
            // None of them could even be named to this server.
            result.Phase = SmtpPhase.Recipient;
        }

        if (_transaction is { Decision: { IsPositive: false } refusal, DecisionPhase: not SmtpPhase.Recipient })
        {
            TellNotTried(refusal, _transaction.DecisionPhase);
        }
    }

    /// <summary>Recipients that were not asked about, since the sender or the message was refused, have that refusal as their reply.</summary>
    private void TellNotTried(SmtpReply refusal, SmtpPhase phase)
    {
        foreach (var recipient in result.Recipients)
        {
            if (recipient is { State: RecipientState.NotTried, Reply: null })
            {
                recipient.Reply = refusal;
                recipient.Phase = phase;
            }
        }
    }
}
