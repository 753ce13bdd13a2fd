namespace SmtpTools;

/// <summary>What became of a message.</summary>
public enum SendState
{
    /// <summary>The server took it for every recipient: it answered 2xx after the end of the content.</summary>
    Sent,

    /// <summary>The server took it for some recipients and refused others.</summary>
    PartlySent,

    /// <summary>The server refused it: every recipient, the sender or the content.</summary>
    Refused,

    /// <summary>It surely was not taken: the session failed, or could not carry it, before the end of its content left.</summary>
    NotSent,

    /// <summary>
    /// The connection was lost after the end of the content left and before the server answered (RFC 1047): the message may have been
    /// taken or not. Sending it again may make a duplicate.
    /// </summary>
    InDoubt,

    /// <summary>It was not handed over: the session was ended on purpose after the stage asked for (<see cref="SmtpRehearsal"/>).</summary>
    Stopped,
}
