using SmtpTools.Session;

namespace SmtpTools;

/// <summary>
/// Walks a session of its own up to a stage, one command at a time, and ends it there: politely with QUIT, or by dropping the connection as
/// a client does that crashed.
/// </summary>
public sealed class SmtpRehearsal
{
    private readonly SmtpSessionOptions _options;
    private readonly SmtpStage _last;
    private readonly bool _drops;

    /// <summary>Makes a rehearsal.</summary>
    /// <param name="options">How its sessions are opened.</param>
    /// <param name="last">The stage after which a session ends.</param>
    /// <param name="drops">Whether the connection is dropped, without QUIT.</param>
    /// <exception cref="ArgumentException">After DATA a session can only be dropped: what follows is content (RFC 5321 4.1.1.4).</exception>
    public SmtpRehearsal(SmtpSessionOptions options, SmtpStage last, bool drops)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _last = last;
        _drops = drops;
        if (last == SmtpStage.Data && !drops)
        {
            throw new ArgumentException("After DATA a session can only be dropped: QUIT would be content there (RFC 5321 4.1.1.4).", nameof(last));
        }
    }

    /// <summary>Walks one session.</summary>
    /// <param name="envelope">Who the message would be from and for.</param>
    /// <param name="content">The message. It leaves only with <see cref="SmtpStage.Dot"/>.</param>
    /// <param name="options">How the message is to be sent; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <returns>
    /// What came of it. <see cref="SendState.Stopped"/> where every stage went well; then <see cref="SendResult.Reply"/> is the reply to the
    /// last one. With <see cref="SmtpStage.Dot"/> the message is handed over, and the result is that of sending it.
    /// </returns>
    public SendResult Run(SmtpEnvelope envelope, MessageContent content, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var session = new SmtpSession(_options);
        try
        {
            Open(session, cancellationToken);
        }
        catch (Exception exception) when (exception is SmtpToolsException or OperationCanceledException)
        {
            _ = session.Quit(CancellationToken.None);
            return session.NotOpened(session.ResultFor(envelope), exception);
        }

        if (_last == SmtpStage.Dot)
        {
            var sent = session.Send(envelope, content, options, cancellationToken);
            End(session, cancellationToken);
            return sent;
        }

        var result = session.ResultFor(envelope);
        Walk(session, result, envelope, content, options ?? new SendOptions(), cancellationToken);
        End(session, cancellationToken);
        session.Report(result);
        return result;
    }

    /// <summary>Ends the session as asked; what is not quit is dropped when it is disposed.</summary>
    private void End(SmtpSession session, CancellationToken cancellationToken)
    {
        if (!_drops)
        {
            _ = session.Quit(cancellationToken);
        }
    }

    private void Open(SmtpSession session, CancellationToken cancellationToken)
    {
        session.Greet(cancellationToken);
        if (_last >= SmtpStage.Ehlo)
        {
            session.Introduce(cancellationToken);
        }

        if (_last >= SmtpStage.Tls)
        {
            _ = session.StartTls(cancellationToken);
        }

        if (_last >= SmtpStage.Auth)
        {
            session.PresentClient(cancellationToken);
            session.Authenticate(cancellationToken);
        }
    }

    private void Walk(SmtpSession session, SendResult result, SmtpEnvelope envelope, MessageContent content, SendOptions options, CancellationToken cancellationToken)
    {
        try
        {
            result.State = SendState.Stopped;
            if (_last < SmtpStage.Mail)
            {
                result.Reply = _last == SmtpStage.Banner ? session.Greeting : null;
                result.Phase = _last == SmtpStage.Banner ? SmtpPhase.Greeting : SmtpPhase.None;
                return;
            }

            var plan = new TransactionPlan(session, envelope, content, options.MayBreakSignatures);
            result.Notes = plan.Notes;
            var path = envelope.ReversePath is { } sender ? plan.PathOf(sender) : string.Empty;
            if (!Step(session, result, SmtpPhase.Mail, $"MAIL FROM:<{path}>{plan.MailParameters}", cancellationToken) || _last == SmtpStage.Mail)
            {
                return;
            }

            var accepted = NameRecipients(session, result, envelope, plan, cancellationToken);
            if (accepted < (options.RequireAllRecipients ? envelope.Recipients.Count : 1))
            {
                result.State = SendState.Refused;
            }
            else if (_last == SmtpStage.Data)
            {
                _ = Step(session, result, SmtpPhase.Data, "DATA", cancellationToken);
            }
        }
        catch (Exception exception) when (exception is SmtpToolsException or OperationCanceledException)
        {
            result.State = SendState.NotSent;
            result.Fail(exception);
        }
    }

    private static int NameRecipients(SmtpSession session, SendResult result, SmtpEnvelope envelope, TransactionPlan plan, CancellationToken cancellationToken)
    {
        var accepted = 0;
        for (var i = 0; i < envelope.Recipients.Count; i++)
        {
            var recipient = envelope.Recipients[i];
            var outcome = result.Recipients[i];
            outcome.Phase = SmtpPhase.Recipient;
            outcome.Reason = plan.ObstacleFor(recipient);
            if (outcome.Reason is not null)
            {
                outcome.State = RecipientState.Rejected;
                continue;
            }

            var reply = session.Execute($"RCPT TO:<{plan.PathOf(recipient.Mailbox)}>{plan.RecipientParameters(recipient)}", SmtpPhase.Recipient, cancellationToken);
            outcome.Reply = reply;
            outcome.State = reply.IsPositive ? RecipientState.NotTried : SmtpTransaction.StateOf(reply);
            accepted += reply.IsPositive ? 1 : 0;
            result.Reply = reply;
            result.Phase = SmtpPhase.Recipient;
        }

        return accepted;
    }

    private static bool Step(SmtpSession session, SendResult result, SmtpPhase phase, string command, CancellationToken cancellationToken)
    {
        var reply = session.Execute(command, phase, cancellationToken);
        result.Reply = reply;
        result.Phase = phase;
        var taken = phase == SmtpPhase.Data ? reply.IsIntermediate : reply.IsPositive;
        if (!taken)
        {
            result.State = SendState.Refused;
            result.Error = new SmtpReplyException($"{session.Server} refused {command.Split(' ')[0]}: {reply}", reply) { Phase = phase, Command = command };
        }

        return taken;
    }
}
