using SmtpTools.Session;

namespace SmtpTools.Diagnosis.Load;

/// <summary>One of the connections of a measurement: sends message after message, one command at a time so that each has a time of its own.</summary>
internal sealed class LoadConnection(
    SmtpEndpoint endpoint, SmtpServerMeterOptions options, LoadMessage message, LoadSchedule schedule, LoadTally tally, TimeProvider time)
{
    /// <summary>After so many failures to open a connection in a row, there is no server to be measured.</summary>
    private const int MaxFailedOpenings = 5;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);

    private SmtpSession? _session;
    private TransactionPlan? _plan;
    private int _failedOpenings;
    private int _sentOnConnection;

    /// <summary>Sends until there is no more to be sent.</summary>
    /// <returns>Whether it came to that; else no connection could be opened any more.</returns>
    public bool Run(CancellationToken cancellationToken)
    {
        try
        {
            while (schedule.TryTake(out var number, out var due, cancellationToken))
            {
                if (!TryOpen(cancellationToken))
                {
                    tally.Failed();
                    if (++_failedOpenings == MaxFailedOpenings)
                    {
                        return false;
                    }

                    LoadSchedule.Wait(TimeSpan.FromTicks(s_firstPause.Ticks << (_failedOpenings - 1)), cancellationToken);
                    continue;
                }

                Send(number, due, cancellationToken);
                schedule.MessageEnded();
                if (_session!.State != SmtpSessionState.Ready || ++_sentOnConnection >= options.MessagesPerConnection)
                {
                    Close(cancellationToken);
                }
            }

            return true;
        }
        finally
        {
            Close(cancellationToken);
        }
    }

    private bool TryOpen(CancellationToken cancellationToken)
    {
        if (_session is not null)
        {
            return true;
        }

        var sessionOptions = options.Session.For(endpoint);
        sessionOptions.TimeProvider = time;

        // Connections side by side can't share a port, nor can one that follows another at once.
        sessionOptions.SourcePort = 0;
        var session = new SmtpSession(sessionOptions);
        try
        {
            session.Open(cancellationToken);
            _plan = new TransactionPlan(session, Envelope(), message);
            tally.Opened(session.OpeningTimes, session.Tls);
            _session = session;
            _failedOpenings = 0;
            _sentOnConnection = 0;
            return true;
        }
        catch (SmtpToolsException exception)
        {
            tally.Broke(exception);
            session.Dispose();
            return false;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private SmtpEnvelope Envelope()
    {
        var envelope = new SmtpEnvelope { ReversePath = options.Sender };
        foreach (var recipient in options.Recipients)
        {
            envelope.Recipients.Add(new SmtpRecipient(recipient));
        }

        return envelope;
    }

    private void Send(long number, TimeSpan due, CancellationToken cancellationToken)
    {
        var endLeft = false;
        try
        {
            if (!Step(MeasuredPhase.Mail, SmtpPhase.Mail, $"MAIL FROM:<{(options.Sender is { } sender ? _plan!.PathOf(sender) : string.Empty)}>{_plan!.MailParameters}", cancellationToken))
            {
                tally.Failed();
                return;
            }

            var accepted = NameRecipients(number, cancellationToken);
            if (accepted == 0 || !Step(MeasuredPhase.Data, SmtpPhase.Data, "DATA", cancellationToken))
            {
                tally.Failed();
                _ = _session!.Execute("RSET", SmtpPhase.Reset, cancellationToken);
                return;
            }

            endLeft = true;
            if (Finish(number, accepted, cancellationToken))
            {
                tally.Sent();
                tally.Took(MeasuredPhase.Message, schedule.Elapsed - due);
            }
            else
            {
                tally.Failed();
            }
        }
        catch (SmtpToolsException exception)
        {
            tally.Broke(exception);
            Lost(endLeft && exception is not SmtpReplyException);
        }
        catch (OperationCanceledException)
        {
            // What was not at its end is not counted: stopping is no failure of the server.
            if (endLeft)
            {
                tally.InDoubt();
            }

            throw;
        }
    }

    private void Lost(bool inDoubt)
    {
        if (inDoubt)
        {
            tally.InDoubt();
        }
        else
        {
            tally.Failed();
        }
    }

    private int NameRecipients(long number, CancellationToken cancellationToken)
    {
        var count = options.RecipientsPerMessage ?? options.Recipients.Count;
        var accepted = 0;
        for (var i = 0; i < count; i++)
        {
            // In turn: the next message goes on where this one ends.
            var recipient = options.Recipients[(int)(((number * count) + i) % options.Recipients.Count)];
            accepted += Step(MeasuredPhase.Recipient, SmtpPhase.Recipient, $"RCPT TO:<{_plan!.PathOf(recipient)}>", cancellationToken) ? 1 : 0;
        }

        return accepted;
    }

    private bool Step(MeasuredPhase measured, SmtpPhase phase, string command, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var reply = _session!.Execute(command, phase, cancellationToken);
        return Judge(measured, phase, reply, phase == SmtpPhase.Data ? reply.IsIntermediate : reply.IsPositive, start);
    }

    private bool Judge(MeasuredPhase measured, SmtpPhase phase, SmtpReply reply, bool isTaken, long start)
    {
        if (isTaken)
        {
            tally.Took(measured, time.GetElapsedTime(start));
        }
        else
        {
            tally.Refused(phase, reply);
        }

        return isTaken;
    }

    /// <summary>Sends the content and reads its reply; with LMTP one for each recipient (RFC 2033 4.2).</summary>
    private bool Finish(long number, int accepted, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var replies = _session!.Exchange(new ArraySegment<byte>(message.Header(number)), message.BodyAndEnd, SmtpPhase.EndOfData, options.Session.IsLmtp ? accepted : 1, cancellationToken);
        var taken = false;
        foreach (var reply in replies)
        {
            taken |= Judge(MeasuredPhase.EndOfData, SmtpPhase.EndOfData, reply, reply.IsPositive, start);
        }

        return taken;
    }

    private void Close(CancellationToken cancellationToken)
    {
        _ = _session?.Quit(cancellationToken);
        _session = null;
    }
}
