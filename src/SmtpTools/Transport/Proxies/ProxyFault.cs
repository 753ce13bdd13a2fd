namespace SmtpTools;

/// <summary>What kept a proxy from connecting to the server.</summary>
public enum ProxyFault
{
    /// <summary>The proxy itself could not be found or connected to.</summary>
    Unreachable,

    /// <summary>The proxy closed the connection instead of answering; some do so to clients that they do not serve.</summary>
    ConnectionLost,

    /// <summary>What answered does not speak the proxy's protocol, or speaks it wrongly.</summary>
    ProtocolError,

    /// <summary>The proxy wants credentials, others than those given, or a way of giving them that is not known here.</summary>
    CredentialRefused,

    /// <summary>The proxy does not allow this server or port, or can't be asked for it.</summary>
    TargetRefused,

    /// <summary>The proxy tried and could not connect to the server.</summary>
    TargetUnreachable,
}
