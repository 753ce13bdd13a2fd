namespace SmtpTools;

/// <summary>When a delivery status notification is asked for (RFC 3461 4.1).</summary>
[Flags]
public enum DsnNotify
{
    /// <summary>Never, not even on failure; excludes the others.</summary>
    Never = 0,

    /// <summary>When the message was delivered.</summary>
    Success = 1,

    /// <summary>When it could not be delivered.</summary>
    Failure = 2,

    /// <summary>When it is held up.</summary>
    Delay = 4,
}
