namespace SmtpTools.Protocol;

/// <summary>
/// Finds one reply in the octets received so far (RFC 5321 4.2). It is given the octets from the start of the reply again and again
/// until the reply is whole, and looks at each line once.
/// </summary>
internal sealed class SmtpReplyParser
{
    /// <summary>Longest reply line in octets. RFC 5321 4.5.3.1.5 lets a server send 512; much longer ones are seen and read.</summary>
    public const int MaxLineLength = 16 * 1024;

    /// <summary>Most lines of one reply. The longest EHLO and HELP replies in the wild have some dozens.</summary>
    public const int MaxLines = 512;

    /// <summary>Most octets of one reply.</summary>
    public const int MaxReplyLength = 128 * 1024;

    /// <summary>Longest reply that is remembered, and how many: those to MAIL, RCPT, DATA and the content, which many servers repeat word by word.</summary>
    private const int MaxRememberedLength = 128;
    private const int MaxRemembered = 4;

    private readonly SmtpReply?[] _remembered = new SmtpReply?[MaxRemembered];
    private int _oldest;
    private int _scanned;
    private int _lines;
    private int _code;
    private ReplyAnomalies _anomalies;

    /// <summary>The reply at the start of the octets, or null when more octets are needed.</summary>
    /// <param name="octets">All octets received since the last reply.</param>
    /// <param name="consumed">How many octets the reply took; 0 when null is returned.</param>
    /// <exception cref="SmtpProtocolException">What was received can't become a reply, or passes a limit.</exception>
    public SmtpReply? TryParse(ReadOnlySpan<byte> octets, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            var rest = octets.Slice(_scanned);
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
            {
                RefuseUnfinished(rest);
                return null;
            }

            var isLast = ReadLine(rest.Slice(0, end));
            _scanned += end + 1;
            if (_scanned > MaxReplyLength)
            {
                throw new SmtpProtocolException($"The server's reply is longer than {MaxReplyLength} octets.");
            }

            if (isLast)
            {
                consumed = _scanned;
                var reply = ReplyOf(octets.Slice(0, TrimmedLength(octets, consumed)));
                Reset();
                return reply;
            }

            if (_lines >= MaxLines)
            {
                throw new SmtpProtocolException($"The server's reply has more than {MaxLines} lines.");
            }
        }
    }

    /// <summary>Forgets a reply of which a part was seen.</summary>
    public void Reset()
    {
        _scanned = 0;
        _lines = 0;
        _code = 0;
        _anomalies = ReplyAnomalies.None;
    }

    /// <summary>Replies are immutable, so one that came before stands for the same octets again: most of a session's replies cost nothing to keep.</summary>
    private SmtpReply ReplyOf(ReadOnlySpan<byte> octets)
    {
        foreach (var known in _remembered)
        {
            if (known is not null && known.IsOf(octets, _anomalies))
            {
                return known;
            }
        }

        var reply = new SmtpReply(_code, octets.ToArray(), _anomalies);
        if (octets.Length <= MaxRememberedLength)
        {
            _remembered[_oldest] = reply;
            _oldest = (_oldest + 1) % MaxRemembered;
        }

        return reply;
    }

    private static int TrimmedLength(ReadOnlySpan<byte> octets, int length)
    {
        while (length > 0 && octets[length - 1] is (byte)'\n' or (byte)'\r')
        {
            length--;
        }

        return length;
    }

    private static void RefuseUnfinished(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > MaxLineLength)
        {
            throw new SmtpProtocolException($"The server sent a line longer than {MaxLineLength} octets: {ForeignService.Describe(rest)}");
        }

        // Another service is told by its first octets; there may never be a line end to wait for.
        if (ForeignService.MayBeRecognised(rest))
        {
            return;
        }

        for (var i = 0; i < Math.Min(3, rest.Length); i++)
        {
            if (rest[i] is < (byte)'0' or > (byte)'9' && rest[i] != '\r')
            {
                throw ForeignService.NotAReply(rest);
            }
        }
    }

    /// <summary>Reads one line without its LF; true when it is the last one of the reply.</summary>
    private bool ReadLine(ReadOnlySpan<byte> line)
    {
        _lines++;
        var text = line.WithoutTrailing((byte)'\r');
        if (line.Length - text.Length != 1)
        {
            _anomalies |= ReplyAnomalies.LineEnding;
        }

        if (text.Length > MaxLineLength)
        {
            throw new SmtpProtocolException($"The server sent a line longer than {MaxLineLength} octets: {ForeignService.Describe(text)}");
        }

        if (text.Length < 3 || text[0] is < (byte)'2' or > (byte)'5' || !IsDigit(text[1]) || !IsDigit(text[2]) || text.IndexOf((byte)0) >= 0)
        {
            throw ForeignService.NotAReply(text);
        }

        var code = ((text[0] - '0') * 100) + ((text[1] - '0') * 10) + (text[2] - '0');
        if (_lines > 1 && code != _code)
        {
            _anomalies |= ReplyAnomalies.MixedCodes;
        }

        _code = code;
        if (text.Length == 3)
        {
            // RFC 5321 4.2.1: clients MUST be prepared for the omitted space of a line without text.
            return true;
        }

        switch (text[3])
        {
            case (byte)' ':
                return true;
            case (byte)'-':
                return false;
            case var next when IsDigit(next):
                throw ForeignService.NotAReply(text);
            default:
                _anomalies |= ReplyAnomalies.MissingSeparator;
                return true;
        }
    }

    private static bool IsDigit(byte octet) => octet is >= (byte)'0' and <= (byte)'9';
}
