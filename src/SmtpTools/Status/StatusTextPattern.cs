namespace SmtpTools.Status;

/// <summary>Words that a record of the table looks for in a server's text: whole words or, with <c>*</c>, the beginning of one.</summary>
internal sealed class StatusTextPattern
{
    private readonly string _text;
    private readonly string[] _parts;

    public StatusTextPattern(string text)
    {
        _text = text;
        _parts = text.Split([" + "], StringSplitOptions.None);
    }

    /// <summary>How many characters the words have together, or 0 where one of them is missing.</summary>
    public int Match(string text)
    {
        var length = 0;
        foreach (var part in _parts)
        {
            if (!Holds(text, part))
            {
                return 0;
            }

            length += part.Length;
        }

        return length;
    }

    public override string ToString() => _text;

    private static bool Holds(string text, string part)
    {
        var isPrefix = part.EndsWith('*');
        var words = isPrefix ? part.Substring(0, part.Length - 1) : part;
        for (var at = text.IndexOf(words, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(words, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + words.Length;
            var begins = at == 0 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(words[0]);
            var ends = isPrefix || end == text.Length || !char.IsLetterOrDigit(text[end]) || !char.IsLetterOrDigit(words[words.Length - 1]);
            if (begins && ends)
            {
                return true;
            }
        }

        return false;
    }
}
