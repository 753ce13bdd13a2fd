namespace SmtpTools;

/// <content>Octets that are no command, for measurements and checks that write content of their own making.</content>
public sealed partial class SmtpSession
{
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
}
