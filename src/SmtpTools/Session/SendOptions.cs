namespace SmtpTools;

/// <summary>How one message is handed over.</summary>
public sealed class SendOptions
{
    /// <summary>No recipient gets the message unless the server takes all of them.</summary>
    public bool RequireAllRecipients { get; init; }

    /// <summary>Told, on the sending thread, how many octets of the content have been handed to the transport; null for nobody.</summary>
    public Action<long>? Progress { get; init; }
}
