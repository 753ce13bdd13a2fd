namespace SmtpTools.Sasl;

/// <summary>What ties a SASL exchange to the TLS connection that it runs over (RFC 5056).</summary>
/// <param name="Type">The registered name of the kind.</param>
/// <param name="Data">The octets that both ends know of the connection.</param>
internal sealed record SaslChannelBinding(string Type, byte[] Data)
{
    /// <summary>Keying material exported from a TLS 1.3 connection (RFC 9266).</summary>
    public const string TlsExporter = "tls-exporter";

    /// <summary>The hash of the server's certificate (RFC 5929 4).</summary>
    public const string TlsServerEndPoint = "tls-server-end-point";
}
