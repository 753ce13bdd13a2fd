using SmtpTools.Protocol;

namespace SmtpTools.Capture;

/// <summary>The session's mail transactions: MAIL, RCPT, and what becomes of the content.</summary>
internal sealed partial class CaptureSession
{
    private CaptureTransaction? _transaction;
    private int _transactions;

    private void BeginTransaction(in SmtpCommandLine command)
    {
        if (CheckMayBegin() is { } refusal)
        {
            Refuse(refusal);
            return;
        }

        var path = PathArgument.ParseReversePath(command.Argument);
        if (!Allow(command.Name, path.Address))
        {
            return;
        }

        var isUtf8 = EsmtpParameterRules.ValueOf(path.Parameters, "SMTPUTF8") is not null;
        if (EsmtpParameterRules.CheckMail(path.Parameters, _offered, Options.MaxMessageSize) is { } fault)
        {
            Refuse(fault);
        }
        else if (CheckCharacters(path.Address, isUtf8) is { } foreign)
        {
            Refuse(foreign);
        }
        else
        {
            _transactions++;
            _transaction = new CaptureTransaction(path, new ContentBuffer(keep: Options.Mode == CaptureMode.Full || _setup.Output is not null)
            {
                WatchEightBit = !_setup.Offers(SmtpListenerExtensions.EightBitMime),
            });
            Accept(250, Status(2, 1, 0), "Ok");
        }
    }

    private ServerReply? CheckMayBegin() =>
        _helloName.Length == 0 ? new ServerReply(503, Status(5, 5, 1), $"{(Options.Lmtp ? "LHLO" : "EHLO")} comes first")
        : _transaction is not null ? new ServerReply(503, Status(5, 5, 1), "A transaction is under way: RSET ends it")
        : Options.RequireTls && _tls is null ? new ServerReply(530, Status(5, 7, 0), "STARTTLS comes first")
        : Options.RequireAuth && _authIdentity is null ? new ServerReply(530, Status(5, 7, 0), "Authentication required")
        : _transactions >= Options.MaxTransactions ? new ServerReply(452, Status(4, 5, 3), $"No more than {Options.MaxTransactions} transactions in a session (RFC 9422)")
        : null;

    private void AddRecipient(in SmtpCommandLine command)
    {
        if (_transaction is not { } transaction || transaction.Chunks > 0 || transaction.HasFailed)
        {
            Refuse(503, Status(5, 5, 1), _transaction is null ? "MAIL comes first" : "The content has begun");
            return;
        }

        var path = PathArgument.ParseForwardPath(command.Argument);
        if (!Allow(command.Name, path.Address))
        {
            return;
        }

        // Refused recipients are daily business and count as no errors: their replies are written as they are.
        if (CheckRecipient(transaction, path) is { } refusal)
        {
            Replies.Append(refusal.Code, refusal.Status, refusal.Text);
            return;
        }

        transaction.Add(path);
        Accept(250, Status(2, 1, 5), "Ok");
    }

    private ServerReply? CheckRecipient(CaptureTransaction transaction, PathArgument path) =>
        EsmtpParameterRules.CheckRecipient(path.Parameters, _offered)
        ?? CheckCharacters(path.Address, transaction.IsUtf8)
        ?? (transaction.Recipients.Count >= Options.MaxRecipients
            ? new ServerReply(452, Status(4, 5, 3), $"No more than {Options.MaxRecipients} recipients in a transaction (RFC 5321 4.5.3.1.10)")
            : Options.MaxRecipientDomains is { } domains && transaction.WouldPassDomains(path.Address, domains)
                ? new ServerReply(452, Status(4, 5, 3), $"No more than {domains} recipient domains in a transaction (RFC 9422)")
                : null);

    /// <summary>RFC 6531 3.5: an address with UTF-8 needs SMTPUTF8 in MAIL; without it the refusal is 553 5.6.7.</summary>
    private static ServerReply? CheckCharacters(string address, bool isUtf8) =>
        isUtf8 || address.All(static character => character < 0x80)
            ? null
            : new ServerReply(553, new EnhancedStatusCode(5, 6, 7), "An address with characters beyond ASCII needs SMTPUTF8");

    /// <summary>Answers for content that is whole, and keeps the message where it is accepted.</summary>
    private void Deliver(CaptureTransaction transaction)
    {
        _transaction = null;
        if (Options.Lmtp)
        {
            DeliverToEach(transaction);
        }
        else if (Play(_setup.Rules.Take(RuleBook.Content, transaction.Recipients)))
        {
            Answer(Keep(transaction, transaction.Recipients));
        }
    }

    /// <summary>RFC 2033 4.2: a reply for each accepted recipient in the order of their RCPT.</summary>
    private void DeliverToEach(CaptureTransaction transaction)
    {
        var faults = transaction.Recipients.ConvertAll(recipient => _setup.Rules.Take(RuleBook.Content, recipient.Address));
        var accepted = transaction.Recipients.Where((_, index) => faults[index] is not { IsRefusal: true }).ToList();
        var reply = accepted.Count == 0 ? default : Keep(transaction, accepted);
        foreach (var fault in faults)
        {
            _rulesReply = null;
            if (Play(fault))
            {
                Answer(reply);
            }

            if (_ended)
            {
                return;
            }
        }
    }

    /// <summary>Refuses the whole content: with LMTP for each recipient, since the client waits for so many replies.</summary>
    private void RefuseContent(CaptureTransaction transaction, in ServerReply reply)
    {
        for (var left = Options.Lmtp ? transaction.Recipients.Count : 1; left > 0 && !_ended; left--)
        {
            Refuse(reply);
        }
    }

    private void Answer(in ServerReply reply)
    {
        if (reply.Code < 400)
        {
            Accept(reply.Code, reply.Status, reply.Text);
        }
        else
        {
            Refuse(reply);
        }
    }

    private ServerReply Keep(CaptureTransaction transaction, IReadOnlyList<CapturedRecipient> recipients)
    {
        if (transaction.Content.HasEightBit)
        {
            return new ServerReply(554, Status(5, 6, 1), "The content has 8-bit characters, but 8BITMIME is not offered (RFC 6152)");
        }

        if (Options.Mode != CaptureMode.Count && !_store.HasRoomFor(Options.Mode == CaptureMode.Full ? transaction.Content.Length : 0))
        {
            _incidents.Add(_client, ListenerIncidentKind.LimitReached, "No room for a message more: none was received from the listener for too long");
            return new ServerReply(452, Status(4, 3, 1), "No room for a message more");
        }

        try
        {
            var number = Options.Mode == CaptureMode.Count
                ? _store.Tally(transaction.Content.Length)
                : _store.Add(MessageOf(transaction, recipients));
            _commandsWithoutResult = 0;
            return new ServerReply(250, Status(2, 0, 0), $"Ok: queued as {number:X}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _incidents.Add(_client, ListenerIncidentKind.WriteFailed, exception.Message);
            return new ServerReply(451, Status(4, 3, 0), "The message could not be written");
        }
    }

    private CapturedMessage MessageOf(CaptureTransaction transaction, IReadOnlyList<CapturedRecipient> recipients) => new(
        transaction.Content, keepContent: Options.Mode == CaptureMode.Full, Options.MessageReader)
    {
        ReceivedAt = Options.Time.GetUtcNow(),
        ReversePath = transaction.ReversePath.Address,
        MailParameters = EsmtpValue.ToDictionary(transaction.ReversePath.Parameters),
        Recipients = recipients,
        Chunks = transaction.Chunks,
        Protocol = ProtocolName(transaction.IsUtf8),
        HelloName = _helloName,
        Client = _client,
        AuthIdentity = _authIdentity,
        AuthMechanism = _authMechanism,
        Tls = _tls,
        Forwarded = _forwarded,
        Path = _setup.Output?.Write(transaction.Content),
    };

    /// <summary>The registered names of RFC 3848 and RFC 6531 4.3.</summary>
    private string ProtocolName(bool isUtf8)
    {
        var name = Options.Lmtp ? "LMTP" : _isExtended && !isUtf8 ? "ESMTP" : "SMTP";
        return (isUtf8 ? "UTF8" : string.Empty) + name + (_tls is null ? string.Empty : "S") + (_authIdentity is null ? string.Empty : "A");
    }
}
