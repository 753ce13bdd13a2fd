using SmtpTools.Protocol;

namespace SmtpTools;

/// <summary>One reply of a server (RFC 5321 4.2): a code and one or more lines of text.</summary>
/// <remarks>Immutable. It keeps the octets received and decodes text when it is asked for.</remarks>
public sealed class SmtpReply
{
    private readonly byte[] _octets;
    private readonly ReplyAnomalies _anomalies;
    private ReplyText? _text;

    internal SmtpReply(int code, byte[] octets, ReplyAnomalies anomalies)
    {
        Code = code;
        _octets = octets;
        _anomalies = anomalies;
    }

    /// <summary>The three-digit reply code; that of the last line where lines differ.</summary>
    public int Code { get; }

    /// <summary>The enhanced status code (RFC 2034), or null where the reply has none.</summary>
    public EnhancedStatusCode? EnhancedStatus => Decoded.EnhancedStatus;

    /// <summary>The text without reply code and enhanced status code; lines are joined with a line feed.</summary>
    public string Text => Decoded.Text;

    /// <summary>The text of each line after the reply code, as received.</summary>
    public IReadOnlyList<string> Lines => Decoded.Lines;

    /// <summary>In what the reply departed from the standard.</summary>
    public ReplyAnomalies Anomalies => _anomalies | Decoded.Anomalies;

    /// <summary>A 2xx reply: done.</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>A 3xx reply: the server waits for more.</summary>
    public bool IsIntermediate => Code is >= 300 and < 400;

    /// <summary>A 4xx reply: the same attempt may succeed later.</summary>
    public bool IsTransientFailure => Code is >= 400 and < 500;

    /// <summary>A 5xx reply: the same attempt will fail again.</summary>
    public bool IsPermanentFailure => Code >= 500;

    // Two threads may both decode; they get equal values, and the last one is kept.
    private ReplyText Decoded => _text ??= ReplyText.Decode(_octets);

    /// <summary>Reads one whole reply from text, as in a script's or a test's expectation: <c>550-5.1.1 No</c> LF <c>550 5.1.1 Such user</c>.</summary>
    /// <param name="text">The reply, lines ended by LF or CRLF; the last line's end may be missing.</param>
    /// <exception cref="SmtpProtocolException">The text is not exactly one reply.</exception>
    public static SmtpReply Parse(string text)
    {
        if (text is null)
        {
            throw new ArgumentNullException(nameof(text));
        }

        var octets = System.Text.Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\r\n");
        var reply = new SmtpReplyParser().TryParse(octets, out var consumed);
        return reply is not null && consumed == octets.Length
            ? reply
            : throw new SmtpProtocolException($"'{text}' is not exactly one SMTP reply (RFC 5321 4.2).");
    }

    /// <summary>Whether these octets, received with these anomalies, are this reply.</summary>
    internal bool IsOf(ReadOnlySpan<byte> octets, ReplyAnomalies anomalies) => _anomalies == anomalies && octets.SequenceEqual(_octets);

    /// <summary>The whole reply as it came, lines joined with a line feed, control characters made visible.</summary>
    public override string ToString() => Decoded.Raw;
}
