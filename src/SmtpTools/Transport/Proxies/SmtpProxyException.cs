namespace SmtpTools;

/// <summary>The server could not be reached through the proxy: <see cref="Fault"/> says on whose side it failed.</summary>
public sealed class SmtpProxyException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">Which proxy, which server, and what the proxy said; no credentials.</param>
    /// <param name="fault">What failed.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SmtpProxyException(string message, ProxyFault fault, Exception? innerException = null)
        : base(message, innerException)
    {
        Fault = fault;
        Phase = fault == ProxyFault.Unreachable ? SmtpPhase.Connect : SmtpPhase.Proxy;
    }

    /// <summary>What failed.</summary>
    public ProxyFault Fault { get; }

    /// <inheritdoc/>
    public override bool IsTransient => Fault is ProxyFault.Unreachable or ProxyFault.ConnectionLost or ProxyFault.TargetUnreachable;
}
