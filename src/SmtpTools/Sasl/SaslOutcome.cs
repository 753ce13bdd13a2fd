namespace SmtpTools.Sasl;

/// <summary>Where a SASL exchange stands at the server.</summary>
internal enum SaslOutcome
{
    /// <summary>The client has to answer a challenge.</summary>
    Challenge,

    /// <summary>The client is authenticated.</summary>
    Success,

    /// <summary>The exchange has failed.</summary>
    Failure,
}
