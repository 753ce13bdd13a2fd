namespace SmtpTools;

/// <summary>The state of a service as monitoring systems count it; the number is the exit code of a plug-in.</summary>
public enum MonitoringState
{
    /// <summary>All is well.</summary>
    Ok = 0,

    /// <summary>It works, and something is to be looked at.</summary>
    Warning = 1,

    /// <summary>It does not work.</summary>
    Critical = 2,

    /// <summary>Nothing is known.</summary>
    Unknown = 3,
}
