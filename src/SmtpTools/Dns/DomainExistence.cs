namespace SmtpTools.Dns;

/// <summary>Whether a domain itself exists: another question than whether a name below it does, where a record would stand.</summary>
internal static class DomainExistence
{
    /// <summary>Asks. Any answer but NXDOMAIN means that the name exists (RFC 9989 A.4); where DNS does not say, it is taken to exist.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static bool Exists(this IMailDns dns, string domain, CancellationToken cancellationToken) =>
        dns.Query<MxRecord>(domain, cancellationToken).Outcome != DnsOutcome.NxDomain;
}
