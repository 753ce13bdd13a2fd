using System.Globalization;
using SmtpTools.Status;

namespace SmtpTools;

/// <summary>
/// Explains reply codes and enhanced status codes from a table that comes with the module: the standards' codes, causes that servers
/// name in their text, and the replies of well-known providers. Nothing is looked up on the network.
/// </summary>
public static class SmtpStatus
{
    /// <summary>Explains a reply: code, enhanced code, text and the step it came in, together.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="phase">The step of the session; <see cref="SmtpPhase.None"/> where it is not known. The same code may mean another thing in another step.</param>
    /// <returns>The meaning that fits best; for an unknown code that of its first digit.</returns>
    public static SmtpStatusExplanation Explain(SmtpReply reply, SmtpPhase phase = SmtpPhase.None)
    {
        if (reply is null)
        {
            throw new ArgumentNullException(nameof(reply));
        }

        StatusEntry? best = null;
        var bestMatch = 0;
        foreach (var entry in StatusTable.Entries)
        {
            var match = entry.Match(reply.Code, reply.EnhancedStatus, phase, reply.Text);
            if (match > bestMatch)
            {
                (best, bestMatch) = (entry, match);
            }
        }

        // The parser lets codes from 200 to 599 through, and the table has each first digit.
        var isTransient = reply.IsTransientFailure;
        return Explanation(best!, reply.EnhancedStatus?.ToString() ?? reply.Code.ToString(CultureInfo.InvariantCulture), isTransient) with
        {
            Reply = reply.ToString(),
            RetryAfter = isTransient ? StatusHints.RetryAfter(reply.Text) : null,
            Links = StatusHints.Links(reply.Text),
        };
    }

    /// <summary>The explanation of a reply that refuses something; null for any other, and for none.</summary>
    internal static SmtpStatusExplanation? ExplainRefusal(SmtpReply? reply, SmtpPhase phase) =>
        reply is { IsTransientFailure: true } or { IsPermanentFailure: true } ? Explain(reply, phase) : null;

    /// <summary>
    /// Every meaning that a code may have: in other steps, with other texts, from other providers. Of a whole reply the one meaning that
    /// fits it.
    /// </summary>
    /// <param name="code">
    /// A reply code (<c>550</c>), an enhanced status code (<c>5.7.139</c>) or a reply as it stands in a log or a bounce: <c>550 5.1.1 No such
    /// user</c>, <c>5.1.1 No such user</c>, <c>smtp; 550 5.1.1 No such user</c>.
    /// </param>
    /// <param name="phase">The step that the code came in; <see cref="SmtpPhase.None"/> for all.</param>
    /// <returns>The standard meaning first. For a code that the table does not have, the meaning of what it does know of it: subject or first digit.</returns>
    /// <exception cref="FormatException">The text is neither a code nor a reply.</exception>
    public static IReadOnlyList<SmtpStatusExplanation> Lookup(string code, SmtpPhase phase = SmtpPhase.None)
    {
        var text = (code ?? string.Empty).Trim();
        if (EnhancedStatusCode.TryParse(text, out var enhanced))
        {
            return Meanings(text, 0, enhanced, phase);
        }

        return text.Length == 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var replyCode) && replyCode is >= 200 and < 600
            ? Meanings(text, replyCode, null, phase)
            : [Explain(ReadReply(text), phase)];
    }

    /// <summary>The whole table. <see cref="SmtpStatusExplanation.Code"/> holds a record's patterns, as in <c>x.7.1</c> for 4.7.1 and 5.7.1.</summary>
    public static IReadOnlyList<SmtpStatusExplanation> All() =>
        StatusTable.Entries.Select(e => Explanation(e, string.Join(" ", e.Codes), e.Codes.All(c => c.IsTransient))).ToArray();

    private static SmtpStatusExplanation[] Meanings(string code, int replyCode, EnhancedStatusCode? enhanced, SmtpPhase phase)
    {
        var matches = StatusTable.Entries
            .Where(entry => phase == SmtpPhase.None || entry.Phases.Count == 0 || entry.Phases.Contains(phase))
            .Select(entry => (Entry: entry, Match: entry.MatchCode(replyCode, enhanced)))
            .Where(m => m.Match > 0)
            .ToList();
        var known = matches.Where(m => StatusCodePattern.IsOwn(m.Match)).ToList();
        var isTransient = (enhanced?.Class ?? (replyCode / 100)) == 4;
        return [.. (known.Count > 0 ? known : Fallback(matches))
            .OrderBy(m => Condition(m.Entry))
            .Select(m => Explanation(m.Entry, code, isTransient))];
    }

    private static SmtpReply ReadReply(string text)
    {
        // A bounce's Diagnostic-Code names its type first (RFC 3464 2.3.6).
        const string DiagnosticType = "smtp;";
        var reply = text.StartsWith(DiagnosticType, StringComparison.OrdinalIgnoreCase) ? text.Substring(DiagnosticType.Length).TrimStart() : text;
        try
        {
            // Without a reply code the first digit is known all the same: x50 is the general code of each class.
            return SmtpReply.Parse(EnhancedStatusCode.TryReadPrefix(reply.AsSpan(), out var enhanced, out _) ? $"{enhanced.Class}50 {reply}" : reply);
        }
        catch (SmtpProtocolException e)
        {
            throw new FormatException($"'{text}' is neither a reply code from 200 to 599, nor an enhanced status code such as 5.7.1, nor a reply that begins with one.", e);
        }
    }

    /// <summary>How much a meaning hangs on: nothing, the step and reply code, the text, the provider.</summary>
    private static int Condition(StatusEntry entry) =>
        entry.Provider is not null ? 3 : entry.Texts.Count > 0 ? 2 : entry.Phases.Count + entry.ReplyCodes.Count > 0 ? 1 : 0;

    /// <summary>Of what fits a code only in part, the records that say most, without those that hang on a text.</summary>
    private static List<(StatusEntry Entry, int Match)> Fallback(List<(StatusEntry Entry, int Match)> matches)
    {
        var plain = matches.Where(m => m.Entry.Texts.Count == 0 && m.Entry.Phases.Count == 0).ToList();
        var best = plain.Max(m => m.Match);
        return [.. plain.Where(m => m.Match == best)];
    }

    private static SmtpStatusExplanation Explanation(StatusEntry entry, string code, bool isTransient) => new()
    {
        Code = code,
        Name = entry.Name,
        Provider = entry.Provider,
        Scope = entry.Scope,
        IsTransient = isTransient,
        Meaning = entry.Meaning,
        LikelyCause = entry.Cause,
        NextStep = isTransient && entry.Codes.Any(c => c.LeavesClassOpen)
            ? $"{entry.NextStep} The server calls it temporary, so another attempt later may succeed."
            : entry.NextStep,
        Source = entry.Source,
        Phases = entry.Phases,
        Texts = entry.Texts.Select(t => t.ToString()).ToArray(),
    };
}
