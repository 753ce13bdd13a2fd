using System.Globalization;
using System.Text;

namespace SmtpTools.Sasl;

/// <summary>
/// Reads a JSON object whose values are no objects or arrays (RFC 8259): all that SASL ever sends. The down-level runtime has no JSON
/// reader of its own.
/// </summary>
internal ref struct FlatJson
{
    /// <summary>Longest text that is read, in characters.</summary>
    public const int MaxLength = 8 * 1024;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private FlatJson(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The members in order, values as text. False for anything that is not one flat object.</summary>
    public static bool TryRead(string text, out IReadOnlyList<KeyValuePair<string, string>> members)
    {
        var list = new List<KeyValuePair<string, string>>();
        members = list;
        return text.Length <= MaxLength && new FlatJson(text.AsSpan()).TryReadObject(list);
    }

    private bool TryReadObject(List<KeyValuePair<string, string>> members)
    {
        if (!Take('{'))
        {
            return false;
        }

        if (!Take('}'))
        {
            do
            {
                if (!TryReadString(out var key) || !Take(':') || !TryReadValue(out var value))
                {
                    return false;
                }

                members.Add(new KeyValuePair<string, string>(key, value));
            }
            while (Take(','));

            if (!Take('}'))
            {
                return false;
            }
        }

        SkipSpace();
        return _at == _text.Length;
    }

    private bool TryReadValue(out string value)
    {
        SkipSpace();
        if (_at < _text.Length && _text[_at] == '"')
        {
            return TryReadString(out value);
        }

        // A number, true, false or null: its characters are what is shown.
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '-' or '+' or '.'))
        {
            _at++;
        }

        value = _text.Slice(start, _at - start).ToString();
        return _at > start;
    }

    private bool TryReadString(out string value)
    {
        value = string.Empty;
        if (!Take('"'))
        {
            return false;
        }

        var text = new StringBuilder();
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            if (c == '"')
            {
                value = text.ToString();
                return true;
            }

            if (c == '\\' && !TryReadEscape(out c))
            {
                return false;
            }

            _ = text.Append(c);
        }

        return false;
    }

    private bool TryReadEscape(out char c)
    {
        c = default;
        if (_at >= _text.Length)
        {
            return false;
        }

        var kind = _text[_at++];
        if (kind == 'u')
        {
            if (_text.Length - _at < 4 || !ushort.TryParse(_text.Slice(_at, 4).ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                return false;
            }

            c = (char)unit;
            _at += 4;
            return true;
        }

        var known = "\"\\/bfnrt".IndexOf(kind);
        c = known < 0 ? default : "\"\\/\b\f\n\r\t"[known];
        return known >= 0;
    }

    private bool Take(char wanted)
    {
        SkipSpace();
        if (_at < _text.Length && _text[_at] == wanted)
        {
            _at++;
            return true;
        }

        return false;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }
}
