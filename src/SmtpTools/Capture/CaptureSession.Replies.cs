using SmtpTools.Protocol;

namespace SmtpTools.Capture;

/// <summary>The session's replies: its own, those of rules, and those that end it.</summary>
internal sealed partial class CaptureSession
{
    /// <summary>Replies that a command was carried out, in a rule's words where one gave any.</summary>
    private void Accept(int code, EnhancedStatusCode? status, string text)
    {
        if (_rulesReply is { } reply)
        {
            Replies.Append(reply);
            _rulesReply = null;
        }
        else
        {
            Replies.Append(code, status, text);
        }
    }

    private void Refuse(in ServerReply reply) => Refuse(reply.Code, reply.Status, reply.Text);

    private void Refuse(int code, EnhancedStatusCode status, string text)
    {
        if (code >= 500 && ++_errors > Options.MaxErrors)
        {
            EndAtLimit($"More than {Options.MaxErrors} commands were refused");
        }
        else
        {
            Replies.Append(code, status, text);
        }
    }

    /// <summary>
    /// Plays the rule for a command, if there is one.
    /// </summary>
    /// <returns>Whether the command is to be carried out.</returns>
    private bool Allow(string command, string subject) => Play(_setup.Rules.Take(command, subject));

    /// <summary>Plays a rule.</summary>
    /// <returns>Whether the command is to be carried out.</returns>
    private bool Play(PlannedFault? fault)
    {
        if (fault is null)
        {
            return true;
        }

        if (fault.Delay > TimeSpan.Zero)
        {
            _connection.Flush();
            if (_stopping.WaitOne(fault.Delay))
            {
                EndAsStopping();
                return false;
            }
        }

        _ended |= fault.Drop || fault.Code == 421;
        if (!fault.IsRefusal)
        {
            _rulesReply = fault.Reply;
            return true;
        }

        Replies.Append(fault.Reply);
        return false;
    }

    /// <summary>Counts a command; false when it was one too many.</summary>
    private bool CountCommand(SmtpVerb verb)
    {
        if (verb is SmtpVerb.Rcpt or SmtpVerb.Bdat or SmtpVerb.Quit || ++_commandsWithoutResult <= Options.MaxCommandsWithoutResult)
        {
            return true;
        }

        EndAtLimit($"More than {Options.MaxCommandsWithoutResult} commands without a message");
        return false;
    }

    private void EndAtLimit(string what)
    {
        _incidents.Add(_client, ListenerIncidentKind.LimitReached, what);
        Replies.Append(421, Status(4, 7, 0), $"{what}; closing");
        _ended = true;
    }

    private void EndAsStopping()
    {
        Replies.Append(421, Status(4, 3, 2), $"{Options.HostName} is stopping");
        _ended = true;
    }

    private void RefuseAsViolation(string what, int code = 503)
    {
        _incidents.Add(_client, ListenerIncidentKind.ProtocolViolation, what);
        Replies.Append(code, Status(5, 5, code == 550 ? 2 : 1), $"{what}; closing");
        _ended = true;
    }

    /// <summary>Ends the session where no command line could be read.</summary>
    private void EndAtLine(LineOutcome outcome)
    {
        _ended = true;
        switch (outcome)
        {
            case LineOutcome.TooLong:
                _incidents.Add(_client, ListenerIncidentKind.LimitReached, "A command line is too long");
                Replies.Append(500, Status(5, 5, 2), "Line too long; closing");
                break;

            case LineOutcome.BareLineEnd:
                // RFC 5321 2.3.8: a CR or LF alone is no line end, and nothing else in a command either.
                _incidents.Add(_client, ListenerIncidentKind.ProtocolViolation, "A bare CR or LF in a command");
                Replies.Append(500, Status(5, 5, 2), "A bare CR or LF in a command (RFC 5321 2.3.8); closing");
                break;

            case LineOutcome.EndOfStream when IsStopping:
                EndAsStopping();
                break;

            default:
                NoteLoss();
                break;
        }
    }

    private void NoteLoss()
    {
        _ended = true;
        if (IsStopping)
        {
            return;
        }

        if (_connection.IsTimedOut)
        {
            _incidents.Add(_client, ListenerIncidentKind.TimedOut, $"The client was silent for {Options.IdleTimeout.TotalSeconds} s");
        }
        else if (_transaction is not null)
        {
            _incidents.Add(_client, ListenerIncidentKind.ConnectionLost, "The client left in the middle of a transaction");
        }
    }
}
