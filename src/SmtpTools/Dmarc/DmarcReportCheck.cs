namespace SmtpTools.Dmarc;

/// <summary>Asks the hosts of report addresses whether they have agreed to get reports (RFC 9990 4).</summary>
internal sealed class DmarcReportCheck(IMailDns dns, CancellationToken cancellation)
{
    private readonly Dictionary<string, bool?> _acceptsMail = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks all addresses of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="policyDomain">The domain that the record was found at.</param>
    /// <param name="organizationalDomain">Its organizational domain; null where that is not known.</param>
    public IReadOnlyList<DmarcReportDestination> Check(DmarcRecord record, string policyDomain, string? organizationalDomain) =>
        record.AggregateReports.Select(uri => Check("rua", uri, policyDomain, organizationalDomain))
            .Concat(record.FailureReports.Select(uri => Check("ruf", uri, policyDomain, organizationalDomain))).ToArray();

    private DmarcReportDestination Check(string tag, DmarcReportUri uri, string policyDomain, string? organizationalDomain)
    {
        if (uri.Fault is not null || !uri.IsSupported || uri.Host is not { } host)
        {
            return new DmarcReportDestination
            {
                Tag = tag,
                Uri = uri,
                Authorization = DmarcReportAuthorization.NotChecked,
                Detail = uri.Fault ?? "Receivers have to support mailto only, and pass over what they do not support (RFC 9989 4.7).",
            };
        }

        DmarcReportDestination Result(DmarcReportAuthorization authorization, string? detail, string? name = null, IReadOnlyList<string>? overrides = null) => new()
        {
            Tag = tag,
            Uri = uri,
            Authorization = authorization,
            AuthorizationName = name,
            Overrides = overrides ?? [],
            AcceptsMail = AcceptsMail(host),
            Detail = detail,
        };

        if (host == policyDomain || host == organizationalDomain)
        {
            return Result(DmarcReportAuthorization.NotNeeded, null);
        }

        // Another organization's host is told by its organizational domain, which its own walk gives.
        var hostWalk = DmarcWalk.Of(dns, host, cancellation);
        if (hostWalk.OrganizationalDomain is { } hostOrganization && hostOrganization == organizationalDomain)
        {
            return Result(DmarcReportAuthorization.NotNeeded, null);
        }

        var name = $"{policyDomain}._report._dmarc.{host}";
        if (name.Length > DomainName.MaxLength)
        {
            return Result(DmarcReportAuthorization.NotAuthorized, $"The name to ask for is longer than {DomainName.MaxLength} octets, so that {host} cannot agree (RFC 9990 4, step 4).", name);
        }

        var answer = dns.Query<TxtRecord>(name, cancellation);
        if (answer.IsTransient)
        {
            return Result(DmarcReportAuthorization.Unknown, $"{name} could not be asked for: {answer.Error}", name);
        }

        var agreed = answer.Records.Select(static r => r.Text).Where(DmarcRecordParser.IsDmarc).Select(DmarcRecordParser.Parse).ToList();
        if (agreed.Count == 0 && (hostWalk.Failure ?? (organizationalDomain is null ? hostWalk.Steps[0] : null)) is { } unknown)
        {
            return Result(DmarcReportAuthorization.Unknown, $"Whether {host} belongs to the same organization could not be told: {unknown.Error ?? "the domain's own tree walk is incomplete."}", name);
        }

        if (agreed.Count == 0)
        {
            return Result(DmarcReportAuthorization.NotAuthorized, $"{host} has not agreed to get reports about {policyDomain}: {name} has no record v=DMARC1 (RFC 9990 4).", name);
        }

        // An override to yet another host forbids both addresses (RFC 9990 4).
        var overrides = agreed.SelectMany(record => tag == "rua" ? record.AggregateReports : record.FailureReports).Where(static o => o.Fault is null).ToList();
        return overrides.Find(o => !string.Equals(o.Host, host, StringComparison.OrdinalIgnoreCase)) is { } foreign
            ? Result(DmarcReportAuthorization.NotAuthorized, $"{name} sends the reports on to {foreign.Uri}, at another host, which is not allowed (RFC 9990 4).", name)
            : Result(DmarcReportAuthorization.Authorized, null, name, overrides.ConvertAll(static o => o.Uri));
    }

    private bool? AcceptsMail(string host)
    {
        if (!_acceptsMail.TryGetValue(host, out var known))
        {
            var exchangers = new MailExchangerResolver(dns).Resolve(host, cancellation);
            _acceptsMail[host] = known = exchangers.IsTransient ? null : exchangers.AcceptsMail;
        }

        return known;
    }
}
