using SmtpTools.Session;

namespace SmtpTools;

/// <content>Handing over messages.</content>
public sealed partial class SmtpSession
{
    /// <summary>
    /// Most transactions that one message is split into when the server limits its recipients. RFC 5321 4.5.3.1.8 makes a server take 100
    /// in each.
    /// </summary>
    public const int MaxTransactionsPerMessage = 1000;

    private readonly SendOptions _defaultSendOptions = new();
    private bool _openingReported;

    /// <summary>How many transactions were begun in this session.</summary>
    public int Transactions { get; private set; }

    /// <summary>Most transactions that the server takes in a session (MAILMAX, RFC 9422 4.1); null where it names none, or that is not to be acted on.</summary>
    internal int? MaxTransactions => May(Extensions.MaxTransactions is not null, "LIMITS") ? Extensions.MaxTransactions : null;

    /// <summary>Whether the server takes no further transaction in this session.</summary>
    internal bool IsExhausted => Transactions >= MaxTransactions;

    /// <summary>Hands over one message.</summary>
    /// <param name="envelope">Who it is from and for.</param>
    /// <param name="content">The message.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the session at once; the result then says whether the message is in doubt.</param>
    /// <returns>
    /// What became of it: one result in every case, refusal, lost connection and cancellation included. After a failure that broke the
    /// session, <see cref="State"/> says so.
    /// </returns>
    /// <exception cref="ArgumentException">The envelope has no recipient, or a parameter is not of its grammar.</exception>
    public SendResult Send(SmtpEnvelope envelope, MessageContent content, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        var result = ResultFor(envelope);
        Hand(result, envelope, content, options, cancellationToken);
        return result;
    }

    /// <summary>Hands a message over to the recipients that an earlier session left (<see cref="SendResult.IsCutShort"/>).</summary>
    internal void GoOn(SendResult begun, SmtpEnvelope envelope, MessageContent content, SendOptions? options, CancellationToken cancellationToken)
    {
        begun.IsCutShort = false;
        foreach (var recipient in begun.Recipients)
        {
            recipient.Reason = recipient.State == RecipientState.NotTried ? null : recipient.Reason;
        }

        Hand(begun, envelope, content, options, cancellationToken);
    }

    private void Hand(SendResult result, SmtpEnvelope envelope, MessageContent content, SendOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            var sender = new MessageSender(this, envelope, content, options ?? _defaultSendOptions, result);
            _ = Run(SmtpSessionState.Ready, (Session: this, Sender: sender), static (subject, token) =>
            {
                subject.Session.CheckPromises();
                subject.Sender.Send(token);
                return true;
            }, cancellationToken);
        }
        catch (Exception exception) when (exception is SmtpToolsException or OperationCanceledException or InvalidOperationException)
        {
            result.Fail(exception, _connection?.Phase ?? SmtpPhase.None);
        }

        Report(result);
    }

    /// <summary>The result of a message that was to open the session, which failed.</summary>
    internal SendResult NotOpened(SendResult result, Exception failure)
    {
        result.Fail(failure);
        Report(result);
        return result;
    }

    /// <summary>Nothing that came unasked may be taken for a reply to the transaction that begins.</summary>
    internal void BeginTransaction()
    {
        CheckNothingUnasked(SmtpPhase.Mail);
        CountTransaction();
    }

    internal void CountTransaction() => Transactions++;

    /// <summary>Told from the connection itself: a caller that takes the steps of opening one by one may have left one out.</summary>
    private void CheckPromises()
    {
        if (_security is TlsMode.StartTls or TlsMode.Tls && !Connection.IsEncrypted)
        {
            throw new InvalidOperationException($"The session with {Server} is to be under TLS and is not: {nameof(StartTls)} comes before a message.");
        }

        if (_options.Credential is not null && !IsAuthenticated)
        {
            throw new InvalidOperationException($"The session with {Server} is to be authenticated and is not: {nameof(Authenticate)} has to succeed before a message is sent.");
        }
    }

    internal void FlushEnvelope(SmtpTransaction transaction)
    {
        Connection.Flush(transaction.EndMayHaveLeft ? SmtpPhase.EndOfData : SmtpPhase.Mail, Timeouts.DataBlock);
        if (transaction.EndMayHaveLeft)
        {
            Connection.AcknowledgeAtOnce();
        }
    }

    internal void FlushContent()
    {
        if (Connection.Commands.Length > 0)
        {
            Connection.Flush(SmtpPhase.EndOfData, Timeouts.DataBlock);
        }
    }

    /// <summary>Leaves the session ready for the next transaction (RFC 5321 4.1.1.5).</summary>
    internal void EndTransaction(SmtpTransaction transaction)
    {
        if (transaction.NeedsReset)
        {
            MustBeReset(Command("RSET", SmtpPhase.Reset, Timeouts.Command));
        }
    }

    /// <summary>
    /// When the last reply that was due is read and there is one more, some reply was for nothing. A transaction whose replies could be told
    /// apart keeps its outcome, and the session ends; so it does when the server only says that it goes.
    /// </summary>
    internal void CheckNothingLeft(SmtpTransaction transaction)
    {
        if (!Connection.HasBufferedInput)
        {
            return;
        }

        try
        {
            CheckNothingUnasked(SmtpPhase.EndOfData);
        }
        catch (SmtpToolsException exception) when (exception is SmtpConnectionLostException || transaction.IsInStep)
        {
            _ = Break(exception);
        }
    }

    /// <summary>Has RSET leave with the next flight.</summary>
    internal void QueueReset()
    {
        Connection.Commands.Append("RSET").EndLine();
        _options.Transcript?.Record(TranscriptKind.Command, "RSET");
    }

    /// <summary>Reads the reply to a queued RSET.</summary>
    internal void ReadResetReply() => MustBeReset(Connection.ReadReply(SmtpPhase.Reset, Timeouts.Command));

    private void MustBeReset(SmtpReply reply)
    {
        if (reply.Code != 250)
        {
            throw new SmtpReplyException($"{Server} refused RSET, so the next message could not begin: {reply}", reply) { Phase = SmtpPhase.Reset };
        }
    }

    internal SendResult ResultFor(SmtpEnvelope envelope)
    {
        var recipients = (envelope ?? throw new ArgumentNullException(nameof(envelope))).Recipients;
        if (recipients.Count == 0)
        {
            throw new ArgumentException("A message needs at least one recipient.", nameof(envelope));
        }

        var results = new RecipientResult[recipients.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = new RecipientResult(recipients[i].Mailbox.ToString());
        }

        // No bare array: PowerShell takes .Recipients.Address of one for the array's own method Address.
        return new SendResult { Server = Server, Sender = envelope.ReversePath?.ToString() ?? string.Empty, Recipients = Array.AsReadOnly(results), State = SendState.NotSent };
    }

    internal void Report(SendResult result)
    {
        result.Tls = Tls;
        MessagesSent += result.State is SendState.Sent or SendState.PartlySent ? 1 : 0;
        if (!_openingReported)
        {
            _openingReported = true;
            result.Times.AddOpening(OpeningTimes);
            result.Notes = (string[])[.. Notes, .. result.Notes];
        }

        if (_options.Transcript is { } transcript)
        {
            var said = transcript.Since(_transcriptMark);
            result.Transcript = result.Transcript.Count == 0 ? said : (TranscriptEntry[])[.. result.Transcript, .. said];
            _transcriptMark = transcript.Mark;
        }
    }
}
