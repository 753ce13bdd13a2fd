using System.Collections;
using System.Management.Automation;
using System.Net.Mail;

namespace SmtpTools.Commands;

/// <summary>Makes the envelopes of messages: their own, changed by what the parameters say.</summary>
internal sealed class EnvelopeArguments
{
    private readonly SendSmtpMessageCommand _command;
    private readonly Dictionary<Mailbox, string> _originals;

    /// <summary>Reads what is the same for every message, and refuses what no message could be sent with.</summary>
    /// <param name="command">The cmdlet with its parameters bound.</param>
    /// <exception cref="ArgumentException">A parameter misses another one, or a value is none of its kind.</exception>
    public EnvelopeArguments(SendSmtpMessageCommand command)
    {
        if (command.ReturnIfLate && command.DeliverWithin == 0)
        {
            throw new ArgumentException("-ReturnIfLate needs -DeliverWithin.");
        }

        _command = command;
        _originals = OriginalsOf(command);
    }

    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentException">There is no recipient, or an address can't be one.</exception>
    public SmtpEnvelope ToEnvelope(MailMessage message)
    {
        var sender = _command.EnvelopeFrom ?? message.EnvelopeFrom;
        var envelope = new SmtpEnvelope
        {
            ReversePath = sender is "" or "<>" ? null : Parse(sender),
            Return = _command.DeliveryNotificationReturn,
            EnvelopeId = string.IsNullOrEmpty(_command.EnvelopeId) ? null : _command.EnvelopeId,
            RequireTls = _command.RequireTls,
            DeliverBy = _command.DeliverWithin > 0
                ? new DeliverBy(TimeSpan.FromSeconds(_command.DeliverWithin), _command.ReturnIfLate ? DeliverByMode.Return : DeliverByMode.Notify)
                : null,
            HoldUntil = _command.HoldUntil,
            TransferPriority = _command.TransferPriority,
            Submitter = _command.Submitter,
        };
        var notify = NotifyOf(_command);
        foreach (var recipient in message.EnvelopeTo)
        {
            var mailbox = Parse(recipient);
            _ = _originals.TryGetValue(mailbox, out var original);
            envelope.Recipients.Add(new SmtpRecipient(mailbox) { Notify = notify, OriginalRecipient = original, ValidSince = _command.RecipientValidSince });
        }

        return envelope.Recipients.Count > 0
            ? envelope
            : throw new ArgumentException("No recipient: give -To, -Cc or -Bcc, or a ready message that names one.");
    }

    /// <summary>What each recipient was first: an address, or a type and an address.</summary>
    private static Dictionary<Mailbox, string> OriginalsOf(SendSmtpMessageCommand command)
    {
        var originals = new Dictionary<Mailbox, string>();
        foreach (DictionaryEntry entry in command.OriginalRecipient ?? new Hashtable())
        {
            var original = LanguagePrimitives.ConvertTo<string>(entry.Value);
            originals[Parse(LanguagePrimitives.ConvertTo<string>(entry.Key))] = original.IndexOf(';') < 0 ? "rfc822;" + original : original;
        }

        return originals;
    }

    private static Mailbox Parse(string address) =>
        Mailbox.TryParse(address, out var mailbox, out var fault)
            ? mailbox
            : throw new ArgumentException($"'{address}' can't be an envelope address: {fault}.");

    /// <summary>NOTIFY only where it was asked for: -DeliveryNotificationOption None is Send-MailMessage's word for not asking.</summary>
    private static DsnNotify? NotifyOf(SendSmtpMessageCommand command)
    {
        var option = command.DeliveryNotificationOption;
        if (option == DeliveryNotificationOptions.None)
        {
            return null;
        }

        if (option.HasFlag(DeliveryNotificationOptions.Never))
        {
            return DsnNotify.Never;
        }

        return (option.HasFlag(DeliveryNotificationOptions.OnSuccess) ? DsnNotify.Success : 0)
            | (option.HasFlag(DeliveryNotificationOptions.OnFailure) ? DsnNotify.Failure : 0)
            | (option.HasFlag(DeliveryNotificationOptions.Delay) ? DsnNotify.Delay : 0);
    }
}
