using System.Text;

namespace SmtpTools.Messages;

/// <summary>The references of a <c>srcset</c> attribute (HTML, "parse a srcset attribute"): each with descriptors such as 2x behind it, divided by commas.</summary>
internal static class SourceSet
{
    /// <summary>Puts other references in the place of some. One pass, whatever the text holds.</summary>
    /// <param name="text">The attribute's value.</param>
    /// <param name="resolve">Takes what is referred to; gives what to put there, or null to leave it.</param>
    public static string Replace(string text, Func<string, string?> resolve)
    {
        var replaced = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == ','))
            {
                at++;
            }

            _ = replaced.Append(text, start, at - start);
            start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            // A comma at its end divides; within it, as in data:, it belongs to it.
            var written = text.Substring(start, at - start);
            var reference = written.TrimEnd(',');
            _ = replaced.Append(reference.Length == 0 ? null : resolve(reference) ?? reference).Append(written, reference.Length, written.Length - reference.Length);
            start = at;
            if (reference.Length == written.Length)
            {
                at = EndOfDescriptors(text, at);
            }

            _ = replaced.Append(text, start, at - start);
        }

        return replaced.ToString();
    }

    private static int EndOfDescriptors(string text, int at)
    {
        var depth = 0;
        for (; at < text.Length && (text[at] != ',' || depth > 0); at++)
        {
            depth += text[at] == '(' ? 1 : text[at] == ')' && depth > 0 ? -1 : 0;
        }

        return at;
    }
}
