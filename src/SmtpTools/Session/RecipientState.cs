namespace SmtpTools;

/// <summary>What became of one recipient.</summary>
public enum RecipientState
{
    /// <summary>The server was not asked, or did not answer.</summary>
    NotTried,

    /// <summary>The server took the message for this recipient.</summary>
    Accepted,

    /// <summary>Refused for now (4xx): a later try may succeed.</summary>
    Deferred,

    /// <summary>Refused for good (5xx).</summary>
    Rejected,

    /// <summary>The recipient was accepted, but whether the message was taken is not known.</summary>
    InDoubt,
}
