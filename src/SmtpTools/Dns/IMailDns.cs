namespace SmtpTools;

/// <summary>
/// The only way to DNS. Implementations are safe to use from several threads at once, follow aliases (RFC 1034 3.6.2), and say in
/// the answer what went wrong.
/// </summary>
public interface IMailDns
{
    /// <summary>Asks for the records of one type under a name.</summary>
    /// <typeparam name="TRecord">One of the sealed record classes: <see cref="MxRecord"/>, <see cref="ARecord"/>, <see cref="AaaaRecord"/>,
    /// <see cref="CnameRecord"/>, <see cref="PtrRecord"/>, <see cref="TxtRecord"/>, <see cref="TlsaRecord"/>,
    /// <see cref="NsRecord"/>, <see cref="SoaRecord"/>.</typeparam>
    /// <param name="name">The name in ASCII (A-labels), absolute, with or without a trailing dot. Underscores are allowed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer. Asked for <see cref="CnameRecord"/>, the alias itself and not what it leads to.</returns>
    /// <exception cref="ArgumentException">The name cannot be asked for: it is empty, not ASCII, or too long (RFC 1035 2.3.4).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    DnsAnswer<TRecord> Query<TRecord>(string name, CancellationToken cancellationToken = default)
        where TRecord : DnsRecord;
}
