namespace SmtpTools;

/// <summary>One message of many that are handed over together.</summary>
/// <param name="Envelope">Who it is from and for.</param>
/// <param name="Content">The message.</param>
public sealed record OutgoingMessage(SmtpEnvelope Envelope, MessageContent Content);
