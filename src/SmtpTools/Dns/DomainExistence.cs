namespace SmtpTools.Dns;

/// <summary>Whether a domain itself exists: another question than whether a name below it does, where a record would stand.</summary>
internal static class DomainExistence
{
    /// <summary>Asks. Any answer but NXDOMAIN means that the name exists (RFC 9989 A.4), and so does an alias, wherever it leads.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where the servers failed or did not answer, so that it is not known.</returns>
    public static bool? Exists(this IMailDns dns, string domain, CancellationToken cancellationToken)
    {
        var answer = dns.Query<MxRecord>(domain, cancellationToken);
        return answer.IsTransient && answer.Aliases.Count == 0 ? null : !answer.IsNameMissing;
    }

    /// <summary>Whether a record below a domain is not there because the domain itself is not. Asks only where that can be.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="below">The answer about the record.</param>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static bool LacksDomain(this IMailDns dns, DnsAnswer below, string domain, CancellationToken cancellationToken) =>
        below.Outcome == DnsOutcome.NxDomain && dns.Exists(domain, cancellationToken) == false;
}
