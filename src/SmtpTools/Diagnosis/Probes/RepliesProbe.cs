namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether the server's replies are as the standard says.</summary>
internal sealed class RepliesProbe : SmtpCheck
{
    public static readonly FindingKind ReplyMalformed = new(
        "ReplyMalformed",
        FindingSeverity.Warning,
        "A reply is not as the standard says",
        "It was understood here. Stricter clients end the session at it, and a difference in where a line ends is what smuggling attacks live from.",
        "Look for a filter or a script that writes this reply, and have it mended.",
        "RFC 5321 2.3.8, 4.2");

    public override string Id => "Replies";

    public override string Description => "Whether the server's replies keep to the grammar.";

    public override string Cost => "nothing";

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([ReplyMalformed]);

    internal override void Run(CheckContext context)
    {
        foreach (var reply in context.Test.AnomalousReplies)
        {
            context.Report(ReplyMalformed, $"{Describe(reply.Anomalies)}: {reply}");
        }
    }

    private static string Describe(ReplyAnomalies anomalies)
    {
        var parts = new List<string>();
        Add(ReplyAnomalies.MixedCodes, "lines of one reply with different codes");
        Add(ReplyAnomalies.LineEnding, "a line that does not end in CRLF");
        Add(ReplyAnomalies.MissingSeparator, "no space or hyphen after the code");
        Add(ReplyAnomalies.HashBeforeEnhancedStatus, "a # before the enhanced status code");
        Add(ReplyAnomalies.NotUtf8, "octets above 127 that are not UTF-8");
        Add(ReplyAnomalies.ControlCharacters, "control characters");
        return string.Join(", ", parts);

        void Add(ReplyAnomalies anomaly, string words)
        {
            if ((anomalies & anomaly) != 0)
            {
                parts.Add(words);
            }
        }
    }
}
