namespace SmtpTools;

/// <summary>What happens to a message that could not be delivered in time (RFC 2852 4).</summary>
public enum DeliverByMode
{
    /// <summary>It is delivered late, and the sender is told.</summary>
    Notify,

    /// <summary>It is returned to the sender.</summary>
    Return,
}
