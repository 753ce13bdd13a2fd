using System.Net;
using System.Text;

namespace SmtpTools.Authentication;

/// <summary>
/// Finds its way in the value of a Received field. Servers write the client's address in a comment after the name, and each in its own way:
/// <c>name (reverse [192.0.2.1])</c>, <c>reverse ([192.0.2.1] helo=name)</c>, <c>reverse (HELO name) (192.0.2.1)</c>, <c>name (192.0.2.1)</c>.
/// The name is the client's own choice, so that an address in it never counts.
/// </summary>
internal static class ReceivedText
{
    /// <summary>The most of a field that is looked at, in characters.</summary>
    public const int MaxLength = 10_000;

    private static readonly char[] s_space = [' ', '\t', '\r', '\n'];
    private static readonly string[] s_clientWords = ["helo=", "ident=", "port="];

    /// <summary>The words of a field: text, and comments without their parentheses (RFC 5322 3.2.2).</summary>
    public static List<Word> WordsOf(string value)
    {
        var words = new List<Word>();
        var word = new StringBuilder();
        var depth = 0;
        for (var i = 0; i < value.Length && i < MaxLength; i++)
        {
            var character = value[i];
            if (character == '\\' && depth > 0 && i + 1 < value.Length)
            {
                _ = word.Append(value[++i]);
            }
            else if (character == '(')
            {
                if (depth++ == 0)
                {
                    End(isComment: false);
                }
                else
                {
                    _ = word.Append(character);
                }
            }
            else if (character == ')' && depth > 0)
            {
                if (--depth == 0)
                {
                    End(isComment: true);
                }
                else
                {
                    _ = word.Append(character);
                }
            }
            else if (depth == 0 && character == ';')
            {
                break;
            }
            else if (depth == 0 && s_space.Contains(character))
            {
                End(isComment: false);
            }
            else
            {
                _ = word.Append(character);
            }
        }

        End(isComment: depth > 0);
        return words;

        void End(bool isComment)
        {
            if (word.Length > 0)
            {
                words.Add(new Word(word.ToString().Trim(), isComment));
            }

            _ = word.Clear();
        }
    }

    /// <summary>The address of the client; null where the server tells none.</summary>
    /// <param name="name">The name after "from".</param>
    /// <param name="comments">The comments behind it.</param>
    public static IPAddress? AddressOf(string name, IReadOnlyList<string> comments)
    {
        // The last one that tells an address: servers write what they saw behind what they were told.
        foreach (var comment in comments.Reverse())
        {
            if (Whole(comment) is { } whole)
            {
                return whole;
            }

            var bracketed = comment.Split(s_space, StringSplitOptions.RemoveEmptyEntries)
                .TakeWhile(word => !IsOfClient(word))
                .Where(word => word[0] == '[')
                .Select(word => Bracketed(word))
                .LastOrDefault(address => address is not null);
            if (bracketed is not null)
            {
                return bracketed;
            }
        }

        // Where a client has no reverse name, Exim writes its address in the place of the name and the name behind it.
        return comments.Any(comment => comment.Split(s_space).Any(IsOfClient)) ? Bracketed(name) : null;
    }

    /// <summary>What the client called itself.</summary>
    /// <param name="name">The name after "from".</param>
    /// <param name="comments">The comments behind it.</param>
    public static string HeloOf(string name, IReadOnlyList<string> comments)
    {
        const string Helo = "helo";
        foreach (var words in comments.Select(comment => comment.Split(s_space, StringSplitOptions.RemoveEmptyEntries)))
        {
            var at = Array.FindIndex(words, word => word.StartsWith(Helo + "=", StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
            {
                return words[at].Substring(Helo.Length + 1);
            }

            if (words.Length > 1 && words[0].Equals(Helo, StringComparison.OrdinalIgnoreCase))
            {
                return words[1];
            }
        }

        return name;
    }

    private static bool IsOfClient(string word) => s_clientWords.Any(start => word.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    // [192.0.2.1], [IPv6:2001:db8::1], and with a port behind.
    private static IPAddress? Bracketed(string word)
    {
        const string IPv6Tag = "IPv6:";
        var end = word.IndexOf(']');
        if (word[0] != '[' || end < 0)
        {
            return null;
        }

        var text = word.Substring(1, end - 1);
        return Parse(text.StartsWith(IPv6Tag, StringComparison.OrdinalIgnoreCase) ? text.Substring(IPv6Tag.Length) : text);
    }

    // A comment that is an address and nothing else, with an ident answer before it at most (qmail, Exchange).
    private static IPAddress? Whole(string comment) => Parse(comment.Substring(comment.LastIndexOf('@') + 1));

    // IPAddress.Parse takes "1" and "0x7f.1" for addresses too; a server writes four numbers.
    private static IPAddress? Parse(string text) =>
        (text.Contains(':') || text.Count(character => character == '.') == 3) && IPAddress.TryParse(text, out var address) ? address : null;

    /// <summary>A word of the field.</summary>
    /// <param name="Text">The word, or the comment's text.</param>
    /// <param name="IsComment">Whether it stood in parentheses.</param>
    internal readonly record struct Word(string Text, bool IsComment)
    {
        public bool IsText(string text) => !IsComment && Text.Equals(text, StringComparison.OrdinalIgnoreCase);
    }
}
