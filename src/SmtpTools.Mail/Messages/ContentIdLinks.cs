using System.Net;
using System.Text;

namespace SmtpTools.Messages;

/// <summary>The <c>cid:</c> references of HTML (RFC 2392), found in attribute values, in <c>srcset</c> and in <c>url(...)</c>.</summary>
internal static class ContentIdLinks
{
    private const string Scheme = "cid:";
    private const string Set = "srcset=";
    private const int MaxReference = 1000;
    private static readonly char[] s_endsInSet = [' ', '\t', '\r', '\n', ',', '"', '\''];
    private static readonly string[] s_escapedQuotes = ["&quot;", "&#34;", "&#39;", "&apos;"];

    /// <summary>Puts other Content-IDs in the place of those that HTML refers to. One pass, whatever the HTML holds.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="resolve">Takes what is referred to, unescaped; gives the Content-ID to put there, or null to leave it.</param>
    public static string Replace(string html, Func<string, string?> resolve)
    {
        StringBuilder? replaced = null;
        var copied = 0;
        var endOfSet = 0;
        var nextSet = NextSet(html, 0);
        for (var at = Next(html, 0); at >= 0; at = Next(html, at))
        {
            var start = at + Scheme.Length;
            for (; nextSet >= 0 && nextSet <= at; nextSet = NextSet(html, nextSet))
            {
                // Behind the quote that stands before it.
                endOfSet = html.IndexOf(html[nextSet - 1], nextSet) is >= 0 and var quote ? quote : html.Length;
            }

            var end = at < endOfSet ? html.IndexOfAny(s_endsInSet, start, Math.Min(MaxReference, html.Length - start)) : EndOf(html, start, at);
            if (end < 0)
            {
                at = start;
                continue;
            }

            var written = html.Substring(start, end - start);
            var contentId = resolve(Uri.UnescapeDataString(WebUtility.HtmlDecode(written)));
            if (contentId is not null && contentId != written)
            {
                replaced ??= new StringBuilder(html.Length + 256);
                _ = replaced.Append(html, copied, start - copied).Append(contentId);
                copied = end;
            }

            at = end;
        }

        return replaced is null ? html : replaced.Append(html, copied, html.Length - copied).ToString();
    }

    private static int Next(string html, int from) => html.IndexOf(Scheme, from, StringComparison.OrdinalIgnoreCase);

    // Where the value of the next attribute srcset="cid:a 1x, cid:b 2x" begins; -1 for none.
    private static int NextSet(string html, int from)
    {
        var at = from;
        while ((at = html.IndexOf(Set, at, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            at += Set.Length + 1;
            if (at <= html.Length && html[at - 1] is '"' or '\'')
            {
                return at;
            }

            at = Math.Min(at, html.Length);
        }

        return -1;
    }

    // Where the reference ends, told by what stands before it; -1 where it is no reference but text.
    private static int EndOf(string html, int start, int at)
    {
        var count = Math.Min(MaxReference, html.Length - start);
        var before = at == 0 ? ' ' : html[at - 1];
        return before switch
        {
            '"' or '\'' => html.IndexOf(before, start, count),
            '(' => html.IndexOf(')', start, count),
            ';' when s_escapedQuotes.Any(quote => at >= quote.Length && string.CompareOrdinal(html, at - quote.Length, quote, 0, quote.Length) == 0) => html.IndexOf('&', start, count),
            '=' => html.IndexOfAny([' ', '\t', '\r', '\n', '>'], start, count),
            _ => -1,
        };
    }
}
