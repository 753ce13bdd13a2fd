namespace SmtpTools.Commands;

/// <summary>One message on its way out.</summary>
/// <param name="Target">What it was made from, for its errors.</param>
/// <param name="Message">The message.</param>
/// <param name="Envelope">Who it is from and for.</param>
/// <param name="Options">How its server is reached; null on a session that is open already.</param>
internal sealed record OutgoingItem(object? Target, MailMessage Message, SmtpEnvelope Envelope, SmtpSessionOptions? Options)
{
    /// <summary>What is handed over of it.</summary>
    public OutgoingMessage Content { get; } = new(Envelope, Message.GetContent());
}
