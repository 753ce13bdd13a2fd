namespace SmtpTools;

/// <content>Octets that are no single command, for measurements and checks that write what they make themselves.</content>
public sealed partial class SmtpSession
{
    /// <summary>Most replies that <see cref="QuitAndCount"/> reads: each thing that a check sent too much has one.</summary>
    private const int MaxRepliesToQuit = 10;

    /// <summary>Sends octets as they are, in one write where they are few, and reads so many replies, whatever their codes; 421 ends the session.</summary>
    internal IReadOnlyList<SmtpReply> Exchange(ArraySegment<byte> head, ArraySegment<byte> rest, SmtpPhase phase, int replies, CancellationToken cancellationToken) =>
        Run(SmtpSessionState.Ready, () =>
        {
            CheckNothingUnasked(phase);
            _options.Transcript?.Record(TranscriptKind.Content, $"({head.Count + rest.Count} octets)");
            Connection.Commands.AppendContent(head.Array!, head.Offset, head.Count);
            Connection.Flush(rest.Array!, rest.Offset, rest.Count, phase, Timeouts.DataBlock);
            var read = new SmtpReply[replies];
            for (var i = 0; i < replies; i++)
            {
                read[i] = Connection.ReadReply(phase, phase == SmtpPhase.EndOfData ? Timeouts.DataTermination : Timeouts.Command);
                if (read[i].Code == 421)
                {
                    throw new SmtpReplyException($"{Server} ended the session: {read[i]}", read[i]) { Phase = phase };
                }
            }

            return (IReadOnlyList<SmtpReply>)read;
        }, cancellationToken);

    /// <summary>Waits for the server to say something unasked, as 421 before it ends an idle session.</summary>
    /// <exception cref="SmtpTimeoutException">It said nothing for so long.</exception>
    /// <exception cref="SmtpConnectionLostException">It closed the connection.</exception>
    internal SmtpReply AwaitUnasked(TimeSpan limit, CancellationToken cancellationToken) =>
        Run(SmtpSessionState.Ready, () => Connection.ReadReply(SmtpPhase.Noop, limit), cancellationToken);

    /// <summary>Says QUIT and reads what comes before its 221: replies to what the server took for commands and we did not.</summary>
    internal IReadOnlyList<SmtpReply> QuitAndCount(CancellationToken cancellationToken) =>
        Run(SmtpSessionState.Ready, () =>
        {
            var before = new List<SmtpReply>();
            Connection.Commands.Append("QUIT").EndLine();
            Connection.Flush(SmtpPhase.Quit, Timeouts.Quit);
            try
            {
                while (before.Count < MaxRepliesToQuit && Connection.ReadReply(SmtpPhase.Quit, Timeouts.Quit) is { Code: not (221 or 421) } reply)
                {
                    before.Add(reply);
                }
            }
            catch (SmtpToolsException)
            {
                // A server that closes without a farewell has said all that it had to say.
            }

            Dispose();
            return (IReadOnlyList<SmtpReply>)before;
        }, cancellationToken);
}
