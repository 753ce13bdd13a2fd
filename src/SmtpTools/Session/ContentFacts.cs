namespace SmtpTools.Session;

/// <summary>What one pass over content finds: its size in CRLF form and what it needs of the transport.</summary>
internal struct ContentFacts
{
    private bool _afterCr;
    private bool _inBody;
    private long _line;

    /// <summary>Octets with every line end as CRLF, the last line's end included.</summary>
    public long CanonicalSize { get; private set; }

    /// <summary>Octets as they are.</summary>
    public long RawSize { get; private set; }

    /// <summary>Octets as they travel: binary content has no line ends to be made right (RFC 3030 3).</summary>
    public readonly long WireSize => Encoding == BodyEncoding.BinaryMime ? RawSize : CanonicalSize;

    /// <summary>An octet above 127 was seen.</summary>
    public bool HasEightBit { get; private set; }

    /// <summary>An octet above 127 was seen before the first empty line: header fields in UTF-8 (RFC 6532).</summary>
    public bool HasEightBitHeader { get; private set; }

    /// <summary>A bare CR or LF was seen, or the last line has no end: the content must be normalised.</summary>
    public bool HasBareLineEnd { get; private set; }

    /// <summary>A NUL was seen, which only BINARYMIME may carry (RFC 5321 2.3.8).</summary>
    public bool HasNul { get; private set; }

    /// <summary>The longest line in octets without its end (RFC 5322 2.1.1 allows 998).</summary>
    public long LongestLine { get; private set; }

    public void Add(ReadOnlySpan<byte> octets)
    {
        RawSize += octets.Length;
        HasNul = HasNul || octets.IndexOf((byte)0) >= 0;
        while (!octets.IsEmpty)
        {
            if (_afterCr)
            {
                _afterCr = false;
                CanonicalSize += 2;
                if (octets[0] == '\n')
                {
                    EndLine();
                    octets = octets.Slice(1);
                    continue;
                }

                HasBareLineEnd = true;
                EndLine();
            }

            var run = octets.IndexOfAny((byte)'\r', (byte)'\n');
            Text(run < 0 ? octets : octets.Slice(0, run));
            if (run < 0)
            {
                return;
            }

            if (octets[run] == '\r')
            {
                _afterCr = true;
            }
            else
            {
                HasBareLineEnd = true;
                CanonicalSize += 2;
                EndLine();
            }

            octets = octets.Slice(run + 1);
        }
    }

    /// <summary>Ends the pass: an unfinished last line gets its end, as the wire will.</summary>
    public void Finish()
    {
        if (_afterCr || _line > 0)
        {
            HasBareLineEnd = true;
            CanonicalSize += 2;
            EndLine();
            _afterCr = false;
        }
    }

    /// <summary>The narrowest encoding that carries the content.</summary>
    public readonly BodyEncoding Encoding => HasNul ? BodyEncoding.BinaryMime : HasEightBit ? BodyEncoding.EightBitMime : BodyEncoding.SevenBit;

    private void Text(ReadOnlySpan<byte> text)
    {
        CanonicalSize += text.Length;
        _line += text.Length;
        if ((!HasEightBit || (!_inBody && !HasEightBitHeader)) && text.IndexOfEightBit() >= 0)
        {
            HasEightBit = true;
            HasEightBitHeader |= !_inBody;
        }
    }

    private void EndLine()
    {
        LongestLine = Math.Max(LongestLine, _line);
        _inBody |= _line == 0;
        _line = 0;
    }
}
