namespace SmtpTools;

/// <summary>What came of one try to connect, as it was seen from here.</summary>
public enum ConnectOutcome
{
    /// <summary>The connection was made.</summary>
    Connected,

    /// <summary>The address answered that nothing takes connections on this port, or something on the way did so in its place.</summary>
    Refused,

    /// <summary>Nothing came back in the time given: the host is down, or the port is blocked silently.</summary>
    TimedOut,

    /// <summary>There is no way to the address: no route from here, or a router on the way said so.</summary>
    Unreachable,

    /// <summary>It failed otherwise.</summary>
    Failed,
}
