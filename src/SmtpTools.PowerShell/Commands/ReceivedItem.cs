namespace SmtpTools.Commands;

/// <summary>A message to be tested.</summary>
/// <param name="Source">Its file, or the message itself.</param>
/// <param name="Open">Opens it.</param>
/// <param name="Options">What is known of how it came.</param>
public sealed record ReceivedItem(object Source, Func<MailMessage> Open, MailAuthenticationOptions Options);
