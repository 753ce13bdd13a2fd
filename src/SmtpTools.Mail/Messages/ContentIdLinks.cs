using System.Net;
using System.Text;

namespace SmtpTools.Messages;

/// <summary>The <c>cid:</c> references of HTML (RFC 2392), found in attribute values and in <c>url(...)</c>.</summary>
internal static class ContentIdLinks
{
    private const string Scheme = "cid:";
    private const int MaxReference = 1000;

    /// <summary>Puts other Content-IDs in the place of those that HTML refers to. One pass, whatever the HTML holds.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="resolve">Takes what is referred to, unescaped; gives the Content-ID to put there, or null to leave it.</param>
    public static string Replace(string html, Func<string, string?> resolve)
    {
        StringBuilder? replaced = null;
        var copied = 0;
        for (var at = Next(html, 0); at >= 0; at = Next(html, at))
        {
            var start = at + Scheme.Length;
            var end = EndOf(html, start, at == 0 ? ' ' : html[at - 1]);
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

    // Where the reference ends, told by what stands before it; -1 where it is no reference but text.
    private static int EndOf(string html, int start, char before)
    {
        var count = Math.Min(MaxReference, html.Length - start);
        return before switch
        {
            '"' or '\'' => html.IndexOf(before, start, count),
            '(' => html.IndexOf(')', start, count),
            '=' => html.IndexOfAny([' ', '\t', '\r', '\n', '>'], start, count),
            _ => -1,
        };
    }
}
