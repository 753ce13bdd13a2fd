namespace SmtpTools.Diagnosis;

/// <summary>Finds the zone that a domain stands in.</summary>
internal static class MailDomainZones
{
    private const int MaxLevels = 8;

    /// <summary>Asks the domain and those above it for an SOA record.</summary>
    /// <returns>The zone; null where it could not be found out.</returns>
    internal static MailDomainZone? Find(IMailDns dns, string domain, CancellationToken cancellationToken)
    {
        var name = domain;
        for (var level = 0; level < MaxLevels && name.Length > 0; level++)
        {
            var soa = dns.Query<SoaRecord>(name, cancellationToken);
            if (soa.Records.Count > 0 && soa.Aliases.Count == 0)
            {
                var servers = dns.Query<NsRecord>(name, cancellationToken).Records.Select(record => record.Server).OrderBy(server => server, StringComparer.OrdinalIgnoreCase).ToArray();
                return new MailDomainZone(soa.Records[0], servers);
            }

            if (soa.IsTransient)
            {
                return null;
            }

            name = name.IndexOf('.') is var dot and >= 0 ? name.Substring(dot + 1) : string.Empty;
        }

        return null;
    }
}
