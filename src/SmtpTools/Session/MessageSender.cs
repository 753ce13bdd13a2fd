namespace SmtpTools.Session;

/// <summary>
/// Hands one message over in as many transactions as the server's limits on recipients make necessary, and puts together what became of
/// it.
/// </summary>
internal sealed class MessageSender(SmtpSession session, SmtpEnvelope envelope, MessageContent content, SendOptions options, SendResult result)
{
    private readonly TimeProvider _time = session.Options.TimeProvider;
    private SmtpTransaction? _transaction;

    public void Send(CancellationToken cancellationToken)
    {
        try
        {
            var plan = new TransactionPlan(session, envelope, content);
            result.Notes = plan.Notes;
            foreach (var note in plan.Notes)
            {
                session.Options.Transcript?.Record(TranscriptKind.Note, note);
            }

            var waiting = Nameable(plan);
            for (var round = 0; waiting.Count > 0 && round < SmtpSession.MaxTransactionsPerMessage; round++)
            {
                var batch = waiting.Take(MostRecipients()).ToList();
                var refusedForNumber = SendTo(batch, plan, cancellationToken);
                waiting = [.. refusedForNumber, .. waiting.Skip(batch.Count)];
                if (!MayGoOn(batch, refusedForNumber))
                {
                    break;
                }
            }
        }
        finally
        {
            Conclude();
        }
    }

    /// <summary>The recipients that this server can be told; the others are refused here, each with the reason.</summary>
    private List<(SmtpRecipient Target, RecipientResult Result)> Nameable(TransactionPlan plan)
    {
        var nameable = new List<(SmtpRecipient, RecipientResult)>(envelope.Recipients.Count);
        for (var i = 0; i < envelope.Recipients.Count; i++)
        {
            var target = envelope.Recipients[i];
            if (plan.PathOf(target.Mailbox) is not null)
            {
                nameable.Add((target, result.Recipients[i]));
                continue;
            }

            result.Recipients[i].State = RecipientState.Rejected;
            result.Recipients[i].Phase = SmtpPhase.Recipient;
            result.Recipients[i].Reason = $"the address is not ASCII and {session.Server} does not offer SMTPUTF8 (RFC 6531)";
        }

        if (options.RequireAllRecipients && nameable.Count < envelope.Recipients.Count)
        {
            nameable.Clear();
        }

        return nameable;
    }

    private int MostRecipients() => session.Extensions.MaxRecipients ?? int.MaxValue;

    /// <summary>A message that was refused as such is not tried on the next batch; one that only ran into a limit is.</summary>
    private bool MayGoOn(List<(SmtpRecipient Target, RecipientResult Result)> batch, List<(SmtpRecipient Target, RecipientResult Result)> refusedForNumber) =>
        _transaction is { MailReply.IsPositive: true } && refusedForNumber.Count < batch.Count && (_transaction.Accepted == 0 || _transaction.FinalReply is { IsPositive: true });

    /// <summary>One transaction.</summary>
    /// <returns>The recipients that the server refused only because there were too many at once (RFC 5321 4.5.3.1.10).</returns>
    private List<(SmtpRecipient Target, RecipientResult Result)> SendTo(
        List<(SmtpRecipient Target, RecipientResult Result)> batch, TransactionPlan plan, CancellationToken cancellationToken)
    {
        var targets = batch.ConvertAll(pair => pair.Target);
        var results = batch.ConvertAll(pair => pair.Result);
        var transaction = _transaction = new SmtpTransaction(session, plan, envelope, targets, results, options);
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

        result.Octets = Math.Max(result.Octets, transaction.ContentOctets);
        session.EndTransaction(transaction);
        return transaction.FinalReply is { IsPositive: true } ? batch.FindAll(pair => IsTooMany(pair.Result)) : [];
    }

    private static bool IsTooMany(RecipientResult recipient) =>
        recipient is { Phase: SmtpPhase.Recipient, State: RecipientState.Deferred or RecipientState.Rejected, Reply: { } reply }
        && (reply.EnhancedStatus is { Subject: 5, Detail: 3 } || (reply.Code == 452 && reply.EnhancedStatus is null && reply.Text.Contains("too many", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Draws the message's state from its recipients' and the last transaction.</summary>
    private void Conclude()
    {
        if (_transaction is not { } transaction)
        {
            if (result.Recipients.All(recipient => recipient.State == RecipientState.Rejected))
            {
                result.State = SendState.Refused;
                result.Phase = SmtpPhase.Recipient;
            }

            return;
        }

        result.Octets = Math.Max(result.Octets, transaction.ContentOctets);
        if (!transaction.EndMayHaveLeft || transaction.FinalReply is not null)
        {
            // Accepted by RCPT, but the content never went, or was settled: none of these is in doubt.
            foreach (var recipient in result.Recipients.Where(recipient => recipient.State == RecipientState.InDoubt))
            {
                recipient.State = RecipientState.NotTried;
            }
        }

        var taken = result.Recipients.Count(recipient => recipient.State == RecipientState.Accepted);
        result.State = result.Recipients.Any(recipient => recipient.State == RecipientState.InDoubt) ? SendState.InDoubt
            : taken == result.Recipients.Count ? SendState.Sent
            : taken > 0 ? SendState.PartlySent
            : SendState.Refused;
        (result.Reply, result.Phase) = LastWord(transaction);
        if (result is { State: SendState.Refused, Reply: { IsPositive: false } reply } && result.Phase != SmtpPhase.Recipient)
        {
            result.Error = new SmtpReplyException($"{session.Server} refused the message: {reply}", reply) { Phase = result.Phase };
        }
    }

    private (SmtpReply? Reply, SmtpPhase Phase) LastWord(SmtpTransaction transaction)
    {
        if (transaction.Accepted > 0 && transaction.FinalReply is not null)
        {
            return (transaction.FinalReply, SmtpPhase.EndOfData);
        }

        if (transaction.DataReply is not null)
        {
            return (transaction.DataReply, SmtpPhase.Data);
        }

        return transaction.MailReply is { IsPositive: false } mail
            ? (mail, SmtpPhase.Mail)
            : (result.Recipients.LastOrDefault(recipient => recipient.Reply is not null)?.Reply, SmtpPhase.Recipient);
    }
}
