using SmtpTools.Capture;

namespace SmtpTools;

/// <summary>A message that a listener accepted, with its envelope and what was known of the client.</summary>
public sealed class CapturedMessage
{
    private readonly Func<byte[], MailMessage>? _reader;
    private MailMessage? _message;
    private bool _isRead;

    internal CapturedMessage(ContentBuffer content, bool keepContent, Func<byte[], MailMessage>? reader)
    {
        Raw = keepContent ? content.ToArray() : null;
        Size = content.Length;
        _reader = reader;
    }

    /// <summary>Which message of its listener this is, counted from 1.</summary>
    public long Number { get; internal set; }

    /// <summary>When its end was received.</summary>
    public DateTimeOffset ReceivedAt { get; internal init; }

    /// <summary>The reverse path as the client wrote it; empty for the null path.</summary>
    public string ReversePath { get; internal init; } = string.Empty;

    /// <summary>The parameters of MAIL by keyword in upper case, values as sent (xtext not decoded); empty value where there was none.</summary>
    public IReadOnlyDictionary<string, string> MailParameters { get; internal init; } = EsmtpValue.NoParameters;

    /// <summary>The recipients that were accepted.</summary>
    public IReadOnlyList<CapturedRecipient> Recipients { get; internal init; } = [];

    /// <summary>The content without dot-stuffing; null where the listener does not keep it.</summary>
    public byte[]? Raw { get; }

    /// <summary>The content's size in octets, also where it was not kept.</summary>
    public long Size { get; }

    /// <summary>
    /// The content as a message: header fields, texts, attachments. Read when it is first asked for; null where the content is not kept or is no
    /// message, or where the listener was given no reader.
    /// </summary>
    public MailMessage? Message
    {
        get
        {
            // Two threads may both read; they get equal messages, and the last one is kept.
            if (!_isRead)
            {
                _message = Read();
                _isRead = true;
            }

            return _message;
        }
    }

    /// <summary>The subject of <see cref="Message"/>, or null.</summary>
    public string? Subject => Message?.Subject;

    /// <summary>How many BDAT chunks it came in; 0 when it came by DATA.</summary>
    public int Chunks { get; internal init; }

    /// <summary>The protocol by its registered name (RFC 3848, RFC 6531 4.3): <c>SMTP</c>, <c>ESMTPSA</c>, <c>UTF8LMTPS</c> ...</summary>
    public string Protocol { get; internal init; } = string.Empty;

    /// <summary>The name in EHLO, HELO or LHLO.</summary>
    public string HelloName { get; internal init; } = string.Empty;

    /// <summary>The client's address and port, as in <c>127.0.0.1:54321</c>; that of XCLIENT where it was sent.</summary>
    public string Client { get; internal init; } = string.Empty;

    /// <summary>The name under which the client authenticated, or null.</summary>
    public string? AuthIdentity { get; internal init; }

    /// <summary>The mechanism by which it did, or null.</summary>
    public string? AuthMechanism { get; internal init; }

    /// <summary>The connection's TLS, or null where there was none.</summary>
    public CapturedTls? Tls { get; internal init; }

    /// <summary>The attributes of XFORWARD by name, decoded.</summary>
    public IReadOnlyDictionary<string, string> Forwarded { get; internal init; } = EsmtpValue.NoParameters;

    /// <summary>The file in the output folder, or null.</summary>
    public string? Path { get; internal set; }

    /// <summary>The size that MAIL declared (RFC 1870), or null.</summary>
    public long? DeclaredSize => MailParameters.TryGetValue("SIZE", out var value) ? EsmtpValue.ToNumber(value) : null;

    /// <summary>ENVID decoded (RFC 3461 4.4), or null.</summary>
    public string? EnvelopeId => MailParameters.TryGetValue("ENVID", out var value) ? EsmtpValue.Decode(value) : null;

    /// <inheritdoc/>
    public override string ToString() => $"<{ReversePath}> to {string.Join(", ", Recipients)}, {Size} octets";

    private MailMessage? Read()
    {
        if (Raw is null || _reader is null)
        {
            return null;
        }

        try
        {
            return _reader(Raw);
        }
        catch (SmtpToolsException)
        {
            // A client may send anything; what is no message is still there as Raw.
            return null;
        }
    }
}
