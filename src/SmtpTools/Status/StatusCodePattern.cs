using System.Globalization;

namespace SmtpTools.Status;

/// <summary>
/// What codes a record of the table is for: <c>550</c>, <c>5xx</c>, <c>5.7.1</c>, <c>x.7.1</c> or <c>5.7.606-649</c>.
/// </summary>
internal sealed class StatusCodePattern
{
    // How much a match says, in the order of the table's description. StatusEntry adds 1000 for a text and less than 100 for the rest:
    // an exact code or a range weighs more than a text with any other code, and a phase never lifts a match over the next step.
    private const int Exact = 1600;
    private const int Range = 1500;
    private const int MaxWidth = 90;
    private const int AnyClass = 300;
    private const int SubjectOnly = 200;
    private const int ReplyCode = 100;
    private const int Undefined = 10;
    private const int FirstDigit = 1;

    private readonly string _text;
    private readonly int _replyCode;
    private readonly int _class;
    private readonly int _subject;
    private readonly int _firstDetail;
    private readonly int _lastDetail;

    private StatusCodePattern(string text, int replyCode, int @class, int subject, int firstDetail, int lastDetail)
    {
        _text = text;
        _replyCode = replyCode;
        _class = @class;
        _subject = subject;
        _firstDetail = firstDetail;
        _lastDetail = lastDetail;
    }

    /// <summary>Whether the pattern leaves open if the failure is transient: <c>x.7.1</c>.</summary>
    public bool LeavesClassOpen => _class == 0 && _replyCode == 0;

    /// <summary>Whether the pattern is for transient failures alone.</summary>
    public bool IsTransient => _class == 4 || _replyCode / 100 == 4;

    private bool IsEnhanced => _replyCode == 0 && _subject >= 0;

    /// <summary>Whether a match is by the code itself, not only by its subject or first digit.</summary>
    public static bool IsOwn(int match) => match is ReplyCode or AnyClass or Undefined or >= Range - MaxWidth;

    /// <exception cref="FormatException">The text is no pattern.</exception>
    public static StatusCodePattern Parse(string text)
    {
        if (text.Length == 3 && text[0] is >= '2' and <= '5')
        {
            return text.EndsWith("xx", StringComparison.Ordinal)
                ? new StatusCodePattern(text, 0, text[0] - '0', -1, 0, 0)
                : new StatusCodePattern(text, Number(text, text), 0, -1, 0, 0);
        }

        var parts = text.Split('.');
        if (parts.Length != 3 || parts[0].Length != 1 || parts[0][0] is not ('x' or '2' or '4' or '5'))
        {
            throw new FormatException($"'{text}' is no pattern of status codes.");
        }

        var details = parts[2].Split('-');
        var first = Number(details[0], text);
        return new StatusCodePattern(text, 0, parts[0] == "x" ? 0 : parts[0][0] - '0', Number(parts[1], text), first, details.Length == 1 ? first : Number(details[1], text));
    }

    /// <summary>How much the pattern says of a reply; 0 where it does not fit.</summary>
    /// <param name="replyCode">The reply code; 0 where only the enhanced one is known.</param>
    /// <param name="enhanced">The enhanced code, or null.</param>
    public int Match(int replyCode, EnhancedStatusCode? enhanced)
    {
        if (_replyCode > 0)
        {
            return _replyCode == replyCode ? ReplyCode : 0;
        }

        if (!IsEnhanced)
        {
            return _class == replyCode / 100 || (replyCode == 0 && enhanced is { } only && only.Class == _class) ? FirstDigit : 0;
        }

        return enhanced is { } code && code.Subject == _subject ? MatchEnhanced(replyCode, code) : 0;
    }

    public override string ToString() => _text;

    private static int Number(string text, string pattern) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"'{pattern}' is no pattern of status codes.");

    private int MatchEnhanced(int replyCode, EnhancedStatusCode code)
    {
        // A server may contradict itself, as in "450 5.7.1"; the reply code's first digit decides (RFC 5321 4.2.1).
        var @class = replyCode is >= 200 and < 600 ? replyCode / 100 : code.Class;
        if (_class != 0 && _class != @class)
        {
            return 0;
        }

        if (code.Detail >= _firstDetail && code.Detail <= _lastDetail)
        {
            // Of two ranges the narrower one says more.
            var width = _lastDetail - _firstDetail;
            return width > 0 ? Range - Math.Min(width / 10, MaxWidth) : _class != 0 ? Exact : _subject == 0 ? Undefined : AnyClass;
        }

        // RFC 3463 3: the detail 0 of a subject stands for what has no detail of its own.
        return _class == 0 && _firstDetail == 0 && _lastDetail == 0 && _subject > 0 ? SubjectOnly : 0;
    }
}
