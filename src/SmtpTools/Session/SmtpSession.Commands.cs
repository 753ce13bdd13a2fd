namespace SmtpTools;

/// <content>Single commands.</content>
public sealed partial class SmtpSession
{
    /// <summary>Ends any transaction (RFC 5321 4.1.1.5).</summary>
    /// <param name="cancellationToken">Ends the session at once.</param>
    public SmtpReply Reset(CancellationToken cancellationToken = default) => Execute("RSET", SmtpPhase.Reset, cancellationToken);

    /// <summary>Asks for a sign of life (RFC 5321 4.1.1.9).</summary>
    /// <param name="cancellationToken">Ends the session at once.</param>
    public SmtpReply Noop(CancellationToken cancellationToken = default) => Execute("NOOP", SmtpPhase.Noop, cancellationToken);

    /// <summary>Sends any command that takes one line and one reply, as it is given.</summary>
    /// <param name="commandLine">The whole line without its CRLF.</param>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <returns>The reply, whatever its code.</returns>
    /// <exception cref="ArgumentException">
    /// The line holds a CR, LF or other control character, or begins with a verb after which more than a reply follows
    /// (DATA, BDAT, STARTTLS, AUTH, QUIT).
    /// </exception>
    public SmtpReply Execute(string commandLine, CancellationToken cancellationToken = default)
    {
        var verb = (commandLine ?? throw new ArgumentNullException(nameof(commandLine))).Split(' ')[0].ToUpperInvariant();
        return verb is "DATA" or "BDAT" or "STARTTLS" or "AUTH" or "QUIT" or ""
            ? throw new ArgumentException($"'{verb}' is more than a command and a reply; the session has an operation of its own for it.", nameof(commandLine))
            : Execute(commandLine, SmtpPhase.Command, cancellationToken);
    }

    /// <summary>Says QUIT, waits shortly for the 221 and closes. Never fails: what was sent before stays sent.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The reply, or null where none came.</returns>
    public SmtpReply? Quit(CancellationToken cancellationToken = default)
    {
        SmtpReply? reply = null;
        if (State == SmtpSessionState.Ready)
        {
            try
            {
                reply = Execute("QUIT", SmtpPhase.Quit, cancellationToken);
                State = SmtpSessionState.Closed;
            }
            catch (Exception exception) when (exception is SmtpToolsException or OperationCanceledException)
            {
                // RFC 5321 4.1.1.10 wants a QUIT; its failure changes nothing for the messages before.
                State = SmtpSessionState.Closed;
            }
        }

        Dispose();
        return reply;
    }

    /// <summary>Sends one command of a phase and reads its reply, whatever its code; 421 ends the session.</summary>
    internal SmtpReply Execute(string commandLine, SmtpPhase phase, CancellationToken cancellationToken) =>
        Run(SmtpSessionState.Ready, () =>
        {
            var reply = Command(commandLine, phase, phase == SmtpPhase.Quit ? Timeouts.Quit : Timeouts.Command);
            return reply.Code == 421 && phase != SmtpPhase.Quit
                ? throw new SmtpReplyException($"{Server} ended the session: {reply}", reply) { Phase = phase, Command = commandLine }
                : reply;
        }, cancellationToken);

    /// <summary>One command, one reply.</summary>
    private SmtpReply Command(string line, SmtpPhase phase, TimeSpan limit)
    {
        CheckNothingUnasked(phase);
        Connection.Commands.Append(line).EndLine();
        _options.Transcript?.Record(TranscriptKind.Command, line);
        Connection.Flush(phase, limit);
        return Connection.ReadReply(phase, limit);
    }
}
