namespace SmtpTools;

/// <summary>How one message is handed over.</summary>
public sealed class SendOptions
{
    /// <summary>No recipient gets the message unless the server takes all of them.</summary>
    public bool RequireAllRecipients { get; init; }

    /// <summary>
    /// A message that has to be encoded for its server may lose the signatures that it has; the result names them in its notes. Without this it is
    /// refused.
    /// </summary>
    public bool MayBreakSignatures { get; init; }

    /// <summary>Told, on the sending thread, how many octets of the content have been handed to the transport; null for nobody.</summary>
    public Action<long>? Progress { get; init; }
}
