using System.Globalization;
using SmtpTools.Protocol;

namespace SmtpTools.Session;

/// <summary>
/// What one message needs of a server, held against what the server offers: the parameters of MAIL, and by which command the content
/// travels. Made before anything is sent, so that a message that can't travel costs no round trip.
/// </summary>
internal sealed class TransactionPlan
{
    private readonly SmtpSession _session;
    private readonly SmtpEnvelope _envelope;
    private List<string>? _notes;

    /// <param name="session">The session.</param>
    /// <param name="envelope">The message's envelope.</param>
    /// <param name="content">The message.</param>
    /// <param name="mayBreakSignatures">Whether encoding the message for the server may cost its signatures.</param>
    /// <exception cref="SmtpRequirementException">The server can't carry the message.</exception>
    /// <exception cref="ArgumentException">A parameter is not of its grammar.</exception>
    public TransactionPlan(SmtpSession session, SmtpEnvelope envelope, MessageContent content, bool mayBreakSignatures = false)
    {
        _session = session;
        _envelope = envelope;
        var offered = session.Extensions;
        Dsn = session.May(offered.Dsn, "DSN");
        Chunking = session.May(offered.Chunking, "CHUNKING");
        Pipelining = session.May(offered.Pipelining, "PIPELINING");
        Content = ChooseEncoding(content, mayBreakSignatures);
        SmtpUtf8 = ChooseUtf8(offered);
        CheckSize(offered);
        MailParameters = WriteMailParameters(offered);
        foreach (var recipient in envelope.Recipients)
        {
            // A bad parameter is refused before MAIL is sent, not in the middle of the transaction.
            _ = RecipientParameters(recipient);
        }
    }

    public MessageContent Content { get; }

    public bool Pipelining { get; }

    public bool Chunking { get; }

    public bool SmtpUtf8 { get; }

    public bool Dsn { get; }

    /// <summary>What follows the reverse path, with its leading space; empty where nothing does.</summary>
    public string MailParameters { get; }

    public IReadOnlyList<string> Notes => _notes ?? (IReadOnlyList<string>)[];

    /// <summary>The path as this transaction writes it; null where the server can't be told this address.</summary>
    public string? PathOf(Mailbox mailbox) => SmtpUtf8 ? mailbox.UnicodeForm : mailbox.AsciiForm;

    /// <summary>What follows a forward path.</summary>
    public string RecipientParameters(SmtpRecipient recipient)
    {
        var parameters = string.Empty;
        if (Dsn)
        {
            parameters += recipient.Notify is { } notify ? $" NOTIFY={DsnParameters.Notify(notify)}" : string.Empty;
            parameters += recipient.OriginalRecipient is { } original ? $" ORCPT={DsnParameters.OriginalRecipient(original)}" : string.Empty;
        }

        return recipient.ValidSince is { } since ? $"{parameters} RRVS={TransferParameters.Timestamp(since)}" : parameters;
    }

    /// <summary>Why this server can't be told of a recipient; null where it can.</summary>
    public string? ObstacleFor(SmtpRecipient recipient) =>
        PathOf(recipient.Mailbox) is null ? $"the address is not ASCII and {_session.Server} does not offer SMTPUTF8 (RFC 6531)"
        : recipient.ValidSince is not null && !_session.May(_session.Extensions.RequireRecipientValidSince, "RRVS")
            ? $"its owner's time could not be required, since {_session.Server} does not offer RRVS (RFC 7293)"
            : null;

    private MessageContent ChooseEncoding(MessageContent content, bool mayBreakSignatures)
    {
        var offered = _session.Extensions;
        var widest = Chunking && _session.May(offered.BinaryMime, "BINARYMIME") ? BodyEncoding.BinaryMime
            : _session.May(offered.EightBitMime, "8BITMIME") ? BodyEncoding.EightBitMime
            : BodyEncoding.SevenBit;
        if (content.Encoding <= widest)
        {
            return content;
        }

        var converted = content.ConvertTo(widest, mayBreakSignatures, out var reason);
        if (converted is null)
        {
            var keyword = content.Encoding == BodyEncoding.BinaryMime ? "BINARYMIME" : "8BITMIME";
            throw new SmtpRequirementException(
                $"The message needs {keyword}, which {_session.Server} does not offer, and {reason}. Encode its parts as quoted-printable or base64 (RFC 6152 3).", keyword);
        }

        (_notes ??= []).Add($"The server offers no {(widest == BodyEncoding.SevenBit ? "8BITMIME" : "BINARYMIME")}: parts of the message were encoded for it (RFC 6152 3).");
        if (reason is not null)
        {
            _notes.Add($"As allowed, a signature was lost by that: {reason}.");
        }

        return converted;
    }

    private bool ChooseUtf8(SmtpExtensions offered)
    {
        var reversePath = _envelope.ReversePath is { AsciiForm: null } sender ? sender : null;
        var needed = Content.NeedsSmtpUtf8 || reversePath is not null || _envelope.Recipients.Any(recipient => recipient.Mailbox.AsciiForm is null);
        if (!needed || _session.May(offered.SmtpUtf8, "SMTPUTF8"))
        {
            return needed;
        }

        // Recipients that have no ASCII form are refused one by one; for the sender and the header there is no way round (RFC 6531 3.4).
        return reversePath is null && !Content.NeedsSmtpUtf8
            ? false
            : throw new SmtpRequirementException(
                $"The message needs SMTPUTF8 (RFC 6531), which {_session.Server} does not offer: "
                + (reversePath is null ? "its header fields hold unencoded UTF-8." : $"the sender {reversePath} has no ASCII form."),
                "SMTPUTF8");
    }

    private void CheckSize(SmtpExtensions offered)
    {
        if (_session.May(offered.Size, "SIZE") && offered.MaxSize is { } most && Content.Size is { } size && size > most)
        {
            throw new SmtpRequirementException(
                string.Format(CultureInfo.InvariantCulture, "The message has {0:N0} octets and {1} takes at most {2:N0} (SIZE, RFC 1870).", size, _session.Server, most), "SIZE");
        }
    }

    private string WriteMailParameters(SmtpExtensions offered)
    {
        if (_envelope.RequireTls)
        {
            CheckRequireTls(offered);
        }

        // Few messages have more than one of these: strings put together cost less than a builder.
        var parameters = string.Empty;
        if (_session.May(offered.Size, "SIZE") && Content.Size is { } size)
        {
            parameters += " SIZE=" + size.ToString(CultureInfo.InvariantCulture);
        }

        if (Content.Encoding == BodyEncoding.BinaryMime)
        {
            parameters += " BODY=BINARYMIME";
        }
        else if (Content.Encoding == BodyEncoding.EightBitMime || (SmtpUtf8 && _session.May(offered.EightBitMime, "8BITMIME")))
        {
            parameters += " BODY=8BITMIME";
        }

        parameters += SmtpUtf8 ? " SMTPUTF8" : string.Empty;
        parameters += _envelope.RequireTls ? " REQUIRETLS" : string.Empty;
        if (Dsn)
        {
            parameters += _envelope.Return switch { DsnReturn.Full => " RET=FULL", DsnReturn.Headers => " RET=HDRS", _ => string.Empty };
            parameters += _envelope.EnvelopeId is null ? string.Empty : $" ENVID={DsnParameters.EnvelopeId(_envelope.EnvelopeId)}";
        }
        else if (_envelope.Return is not null || _envelope.EnvelopeId is not null || _envelope.Recipients.Any(recipient => recipient.Notify is not null || recipient.OriginalRecipient is not null))
        {
            (_notes ??= []).Add("The server offers no DSN (RFC 3461): the delivery notifications asked for could not be requested.");
        }

        return parameters + TransferParametersOf(offered);
    }

    /// <summary>What changes when and how the message travels. A condition that the server would pass over is a refusal; a mere wish is a note.</summary>
    private string TransferParametersOf(SmtpExtensions offered)
    {
        var parameters = string.Empty;
        if (_envelope.DeliverBy is { } limit)
        {
            Demand(offered.DeliverBy, "DELIVERBY", "a time limit for its delivery");
            parameters += $" BY={TransferParameters.By(limit, offered.ParametersOf("DELIVERBY"))}";
        }

        if (_envelope.HoldUntil is { } release)
        {
            Demand(offered.FutureRelease, "FUTURERELEASE", "a later release");
            parameters += $" HOLDUNTIL={TransferParameters.Timestamp(release)}";
        }

        if (_envelope.TransferPriority is { } priority)
        {
            if (_session.May(offered.MtPriority, "MT-PRIORITY"))
            {
                parameters += $" MT-PRIORITY={TransferParameters.Priority(priority)}";
            }
            else
            {
                (_notes ??= []).Add("The server offers no MT-PRIORITY (RFC 6710): the priority asked for was left out.");
            }
        }

        if (_envelope.Submitter is { } submitter)
        {
            if (_session.May(offered.AuthMechanisms.Count > 0, "AUTH"))
            {
                parameters += $" AUTH={TransferParameters.Submitter(submitter)}";
            }
            else
            {
                (_notes ??= []).Add("The server offers no AUTH (RFC 4954): the submitter was left out.");
            }
        }

        return parameters;
    }

    private void Demand(bool offered, string keyword, string what)
    {
        if (!_session.May(offered, keyword))
        {
            throw new SmtpRequirementException($"The message has {what}, which needs {keyword}, and {_session.Server} does not offer it.", keyword);
        }
    }

    private void CheckRequireTls(SmtpExtensions offered)
    {
        if (_session.Tls is null)
        {
            throw new SmtpRequirementException("REQUIRETLS was asked for and the session is not under TLS (RFC 8689 2).", "REQUIRETLS");
        }

        if (!_session.Tls.IsVerified)
        {
            throw new SmtpRequirementException("REQUIRETLS was asked for and the server's certificate does not hold (RFC 8689 4.2.1).", "REQUIRETLS");
        }

        if (!_session.May(offered.RequireTls, "REQUIRETLS"))
        {
            throw new SmtpRequirementException($"REQUIRETLS was asked for and {_session.Server} does not offer it (RFC 8689 4.2.1).", "REQUIRETLS");
        }
    }
}
