namespace SmtpTools.Sasl;

/// <summary>One SASL exchange seen from the server (RFC 4422): it judges responses and does no I/O. An instance serves one exchange.</summary>
internal abstract class SaslServer
{
    /// <summary>The registered name, as in <c>PLAIN</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The identity that the client authenticated as; empty before that.</summary>
    public string Identity { get; protected set; } = string.Empty;

    /// <summary>Goes one step on.</summary>
    /// <param name="response">What the client sent; null at the start when it sent nothing with the AUTH command.</param>
    /// <returns>A challenge, success or failure.</returns>
    public abstract SaslStep Next(byte[]? response);
}
