using System.Net.Mail;

namespace SmtpTools.Commands;

/// <summary>Makes the envelope of a message: its own, changed by what the parameters say.</summary>
internal static class EnvelopeArguments
{
    /// <param name="command">The cmdlet with its parameters bound.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentException">There is no recipient, or an address can't be one.</exception>
    public static SmtpEnvelope ToEnvelope(SendSmtpMessageCommand command, MailMessage message)
    {
        var sender = command.EnvelopeFrom ?? message.EnvelopeFrom;
        var envelope = new SmtpEnvelope { ReversePath = sender is "" or "<>" ? null : Parse(sender) };
        var notify = NotifyOf(command);
        foreach (var recipient in message.EnvelopeTo)
        {
            envelope.Recipients.Add(new SmtpRecipient(Parse(recipient)) { Notify = notify });
        }

        return envelope.Recipients.Count > 0
            ? envelope
            : throw new ArgumentException("No recipient: give -To, -Cc or -Bcc, or a ready message that names one.");
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
