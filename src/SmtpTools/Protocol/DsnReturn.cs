namespace SmtpTools;

/// <summary>What a failure notification returns of the message (RFC 3461 4.3).</summary>
public enum DsnReturn
{
    /// <summary>The whole message.</summary>
    Full,

    /// <summary>Its header alone.</summary>
    Headers,
}
