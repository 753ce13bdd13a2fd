namespace SmtpTools.Session;

/// <content>What became of the message: drawn from the replies after the content, or from the failure that took their place.</content>
internal sealed partial class SmtpTransaction
{
    /// <summary>The reply that decided about the message, or with LMTP the last one that took it; null while none did.</summary>
    public SmtpReply? Decision { get; private set; }

    /// <summary>The step that <see cref="Decision"/> answers.</summary>
    public SmtpPhase DecisionPhase { get; private set; }

    /// <summary>Whether the server took the message for at least one recipient.</summary>
    public bool IsTaken => _recipients.Any(recipient => recipient.State == RecipientState.Accepted);

    /// <summary>
    /// Whether replies and commands are known to be in step: 354 is the one reply that can't be taken for another's. With BDAT all are alike.
    /// </summary>
    public bool IsInStep { get; private set; }

    /// <summary>Reads the reply after the end of the content; with LMTP one for each accepted recipient (RFC 2033 4.2).</summary>
    public void ReadCompletion()
    {
        if (_chunks?.ReadOutstanding() is { } refusal)
        {
            SettleAll(refusal, SmtpPhase.Content);
            EndSessionOn421(refusal, SmtpPhase.Content);
            _chunks.PassOverOutstanding();
            MustBeRefusal(ReadFinal(), SmtpPhase.EndOfData);

            // RFC 3030 2: what state the server is in then is not said, and RSET makes it known.
            return;
        }

        if (_session.Options.IsLmtp)
        {
            ReadEachCompletion();
        }
        else
        {
            var reply = ReadFinal();
            SettleAll(reply, SmtpPhase.EndOfData);
            EndSessionOn421(reply, SmtpPhase.EndOfData);
        }

        NeedsReset = false;
    }

    /// <summary>Draws from a failure what it says of the message: who is refused, and who is in doubt.</summary>
    /// <param name="cause">What ended the transaction.</param>
    public void Fail(Exception cause)
    {
        var said = (cause as SmtpReplyException)?.Reply ?? (cause as SmtpConnectionLostException)?.LastReply;
        var isRefused = said is { IsTransientFailure: true } or { IsPermanentFailure: true };
        var isOutOfStep = cause is SmtpProtocolException && EndMayHaveLeft && !IsInStep;
        if (isOutOfStep && DecisionPhase is SmtpPhase.Content or SmtpPhase.EndOfData)
        {
            // One reply too many, and each may have been for the command before: which one was for the end can't be told.
            Decision = null;
            foreach (var recipient in _recipients.Where(recipient => recipient.Phase is SmtpPhase.Content or SmtpPhase.EndOfData))
            {
                recipient.State = RecipientState.InDoubt;
                recipient.Reply = null;
            }
        }
        else if (isRefused && IsEnvelopeTaken && cause is SmtpToolsException { Phase: SmtpPhase.Content or SmtpPhase.EndOfData } && Decision is null)
        {
            SettleAll(said!, ((SmtpToolsException)cause).Phase);
        }
        else if (!EndMayHaveLeft || (MailReply is { IsPositive: false } && !isOutOfStep) || (said?.Code == 421 && !IsEnvelopeTaken))
        {
            // The end never left, or stood behind a command of the same flight by which the sender was refused or the session ended.
            Withdraw();
        }
        else
        {
            // The end stood in the same flight as commands that got no answer: they may have been obeyed.
            foreach (var recipient in _recipients.Where(recipient => recipient.State == RecipientState.NotTried))
            {
                recipient.State = RecipientState.InDoubt;
            }
        }
    }

    private bool IsEnvelopeTaken => _mailAnswered && _answered == _targets.Count && Accepted > 0;

    /// <summary>What a reply about a recipient makes of it.</summary>
    public static RecipientState StateOf(SmtpReply reply) =>
        reply.IsPositive ? RecipientState.Accepted : reply.IsTransientFailure ? RecipientState.Deferred : RecipientState.Rejected;

    private void ReadEachCompletion()
    {
        foreach (var recipient in _recipients.Where(recipient => recipient.State == RecipientState.InDoubt).ToList())
        {
            var reply = ReadFinal();
            Settle(recipient, reply, SmtpPhase.EndOfData);
            if (Decision is null || reply.IsPositive || !Decision.IsPositive)
            {
                Decision = reply;
                DecisionPhase = SmtpPhase.EndOfData;
            }

            EndSessionOn421(reply, SmtpPhase.EndOfData);
        }
    }

    private SmtpReply ReadFinal()
    {
        var reply = _connection.ReadReply(SmtpPhase.EndOfData, _session.Timeouts.DataTermination);
        return reply.IsIntermediate ? throw OutOfStep(reply, SmtpPhase.EndOfData) : reply;
    }

    private void Decide(SmtpReply reply, SmtpPhase phase)
    {
        Decision = reply;
        DecisionPhase = phase;
    }

    private void SettleAll(SmtpReply reply, SmtpPhase phase)
    {
        Decide(reply, phase);
        for (var i = 0; i < _recipients.Count; i++)
        {
            if (_recipients[i].State == RecipientState.InDoubt)
            {
                Settle(_recipients[i], reply, phase);
            }
        }
    }

    private static void Settle(RecipientResult recipient, SmtpReply reply, SmtpPhase phase)
    {
        recipient.Reply = reply;
        recipient.Phase = phase;
        recipient.State = StateOf(reply);
    }

    /// <summary>Accepted by RCPT, but the content does not go.</summary>
    private void Withdraw()
    {
        foreach (var recipient in _recipients.Where(recipient => recipient.State == RecipientState.InDoubt))
        {
            recipient.State = RecipientState.NotTried;
        }
    }
}
