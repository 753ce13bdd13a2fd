namespace SmtpTools;

/// <summary>How one message is handed over.</summary>
public sealed class SendOptions
{
    /// <summary>No recipient gets the message unless the server takes all of them.</summary>
    public bool RequireAllRecipients { get; init; }
}
