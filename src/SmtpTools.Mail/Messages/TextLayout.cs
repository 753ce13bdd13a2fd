using System.Text;

namespace SmtpTools.Messages;

/// <summary>Lays text out in lines: white space collapsed, lines and blank lines as asked for, indents before each line.</summary>
internal sealed class TextLayout
{
    private readonly StringBuilder _text = new();
    private readonly List<Prefix> _prefixes = [];
    private int _breaks;
    private int _breakDepth = int.MaxValue;
    private bool _isSpaceDue;
    private bool _isAtLineStart = true;

    /// <summary>Whether white space is kept.</summary>
    public bool IsVerbatim { get; set; }

    /// <summary>How many characters have been written.</summary>
    public int Length => _text.Length;

    /// <summary>What was written from a place on.</summary>
    public string Since(int length) => _text.ToString(length, _text.Length - length);

    /// <summary>Adds text.</summary>
    public void Text(string text)
    {
        foreach (var character in text)
        {
            if (character is not (' ' or '\t' or '\r' or '\n' or '\f'))
            {
                // Zero-width characters that hold a newsletter's preview line open are no text.
                if (character is not ('\u200B' or '\u200C' or '\u00AD' or '\uFEFF' or '\u034F'))
                {
                    Put(character == '\u00A0' ? ' ' : character);
                }
            }
            else if (!IsVerbatim)
            {
                _isSpaceDue = true;
            }
            else if (character == '\n')
            {
                LineEnd();
            }
            else if (character != '\r')
            {
                Put(character);
            }
        }
    }

    /// <summary>Ends the line; one after the other make blank lines.</summary>
    public void LineEnd()
    {
        _breaks++;
        _breakDepth = Math.Min(_breakDepth, _prefixes.Count);
        _isSpaceDue = false;
    }

    /// <summary>Sees that what follows begins a line (1), or follows a blank line (2).</summary>
    public void Break(int count)
    {
        _breaks = Math.Max(_breaks, count);
        _breakDepth = Math.Min(_breakDepth, _prefixes.Count);
        _isSpaceDue = false;
    }

    /// <summary>Sees that what follows stands apart from what is on the line already.</summary>
    public void Gap() => _isSpaceDue = true;

    /// <summary>Begins an indent.</summary>
    /// <param name="first">Before its first line.</param>
    /// <param name="others">Before its other lines.</param>
    public void Indent(string first, string others) => _prefixes.Add(new Prefix(first, others));

    /// <summary>Ends the latest indent.</summary>
    public void Outdent() => _prefixes.RemoveAt(_prefixes.Count - 1);

    /// <summary>All lines, ended by CRLF.</summary>
    public override string ToString() => _text.Length == 0 ? string.Empty : _text + "\r\n";

    private void Put(char character)
    {
        if (_text.Length > 0 && _breaks > 0)
        {
            for (var i = 0; i < _breaks; i++)
            {
                TrimLine();
                _ = _text.Append("\r\n");
                if (i + 1 < _breaks)
                {
                    for (var depth = 0; depth < Math.Min(_breakDepth, _prefixes.Count); depth++)
                    {
                        _ = _text.Append(_prefixes[depth].Others);
                    }
                }
            }

            _isAtLineStart = true;
        }

        if (_isAtLineStart)
        {
            foreach (var prefix in _prefixes)
            {
                _ = _text.Append(prefix.Next());
            }
        }
        else if (_isSpaceDue)
        {
            _ = _text.Append(' ');
        }

        _ = _text.Append(character);
        _breaks = 0;
        _breakDepth = int.MaxValue;
        _isSpaceDue = _isAtLineStart = false;
    }

    private void TrimLine()
    {
        while (_text.Length > 0 && _text[_text.Length - 1] == ' ')
        {
            _text.Length--;
        }
    }

    private sealed class Prefix(string first, string others)
    {
        private bool _isBegun;

        public string Others => others;

        public string Next()
        {
            var next = _isBegun ? others : first;
            _isBegun = true;
            return next;
        }
    }
}
