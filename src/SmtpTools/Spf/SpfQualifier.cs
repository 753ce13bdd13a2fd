namespace SmtpTools;

/// <summary>What a matching mechanism says about the client (RFC 7208 4.6.2).</summary>
public enum SpfQualifier
{
    /// <summary><c>+</c>, also where none is written.</summary>
    Pass,

    /// <summary><c>-</c>.</summary>
    Fail,

    /// <summary><c>~</c>.</summary>
    SoftFail,

    /// <summary><c>?</c>.</summary>
    Neutral,
}
