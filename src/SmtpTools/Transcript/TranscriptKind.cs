namespace SmtpTools;

/// <summary>What a <see cref="TranscriptEntry"/> is.</summary>
public enum TranscriptKind
{
    /// <summary>Something about the connection: opened, lost, closed.</summary>
    Connection,

    /// <summary>Something about TLS: the handshake's outcome.</summary>
    Tls,

    /// <summary>A command line of the client.</summary>
    Command,

    /// <summary>A line of the client that holds a secret; the text tells only what it was.</summary>
    Secret,

    /// <summary>Message content; the text tells only its size.</summary>
    Content,

    /// <summary>A whole reply of the server.</summary>
    Reply,

    /// <summary>A decision of the client that the dialogue alone would not explain.</summary>
    Note,
}
