namespace SmtpTools.Dane;

/// <summary>The questions about one server (RFC 7672 2.2.2, 2.2.3): its addresses, then TLSA records under the names that may have them.</summary>
/// <param name="dns">Who is asked.</param>
/// <param name="host">The server's name.</param>
/// <param name="port">The TCP port.</param>
/// <param name="furtherNames">What a certificate may bear beside the base domain.</param>
/// <param name="asksForInsecureHosts">Whether records are looked for under hosts that are not secure.</param>
/// <param name="cancellationToken">Ends the wait.</param>
internal sealed class DaneHostLookup(
    IMailDns dns, string host, int port, IReadOnlyList<string> furtherNames, bool asksForInsecureHosts, CancellationToken cancellationToken)
{
    private bool _isTrusted = true;
    private bool _isAuthentic;
    private TimeSpan _timeToLive = TimeSpan.MaxValue;
    private string[] _aliases = [];
    private string? _resolver;

    internal DaneHost Run()
    {
        if (!DomainName.TryParse(host, out _, out var fault))
        {
            return Result(DaneHostStatus.InvalidName, host, $"{host} is not a host name: {fault}.");
        }

        var v6 = dns.Query<AaaaRecord>(host, cancellationToken);
        DnsAnswer<ARecord>? v4 = v6.Outcome == DnsOutcome.NxDomain ? null : dns.Query<ARecord>(host, cancellationToken);
        DnsAnswer first = v6.Records.Count > 0 || v4 is null ? v6 : v4;
        _aliases = first.Aliases.Select(alias => alias.Target).ToArray();
        _resolver = first.Resolver;

        // An answer that is missing may be one that was kept back (RFC 7672 2.1.2).
        if (new DnsAnswer?[] { v6, v4 }.FirstOrDefault(answer => answer is { IsTransient: true }) is { } failed)
        {
            return Failed(failed);
        }

        List<DnsAnswer> found = [.. new DnsAnswer?[] { v6, v4 }.OfType<DnsAnswer>().Where(answer => answer.Outcome == DnsOutcome.Found)];
        if (found.Count == 0)
        {
            return Result(DaneHostStatus.NoAddress, host, $"{host} has no address.");
        }

        var bases = BaseDomains(found);
        return bases.Count == 0
            ? HostNotSecure()
            : LookUnder(bases);
    }

    /// <summary>
    /// The names under which records count, the preferred first: with an alias that is secure to its end, what it leads to and then the
    /// host's own; with one that is secure in its first step alone, the host's own (RFC 7672 2.2.2).
    /// </summary>
    private List<string> BaseDomains(List<DnsAnswer> found)
    {
        if (found.Find(answer => answer.IsAuthentic) is { } secure)
        {
            _isTrusted &= secure.IsResolverTrusted;
            return secure.Aliases.Count == 0 ? [host] : [secure.CanonicalName, host];
        }

        if (_aliases.Length > 0 && dns.Query<CnameRecord>(host, cancellationToken) is { IsAuthentic: true } alias)
        {
            _isTrusted &= alias.IsResolverTrusted;
            return [host];
        }

        return [];
    }

    private DaneHost HostNotSecure()
    {
        if (!asksForInsecureHosts)
        {
            return Result(DaneHostStatus.HostNotSecure, host, NotSecure());
        }

        var answer = dns.Query<TlsaRecord>(DaneEvaluator.NameOf(host, port), cancellationToken);
        return answer.IsTransient ? Failed(answer)
            : answer.Records.Count == 0 ? Result(DaneHostStatus.HostNotSecure, host, $"{NotSecure()} It has no TLSA records, either.")
            : Result(DaneHostStatus.HostNotSecure, host, $"{NotSecure()} {(answer.IsSecure ? "Its TLSA records are secure" : "It has TLSA records")}, and senders do not ask for them (RFC 7672 2.2.2).", answer);
    }

    private DaneHost LookUnder(List<string> bases)
    {
        DaneHost? insecure = null;
        foreach (var baseDomain in bases)
        {
            var answer = dns.Query<TlsaRecord>(DaneEvaluator.NameOf(baseDomain, port), cancellationToken);
            _resolver = answer.Resolver ?? _resolver;
            _timeToLive = answer.TimeToLive < _timeToLive ? answer.TimeToLive : _timeToLive;
            if (answer.IsTransient)
            {
                return Failed(answer);
            }

            _isAuthentic = answer.IsAuthentic;
            _isTrusted &= answer.IsResolverTrusted;
            if (answer.Outcome == DnsOutcome.Found)
            {
                if (answer.IsAuthentic)
                {
                    return Found(answer, baseDomain);
                }

                insecure ??= Result(DaneHostStatus.RecordNotSecure, baseDomain, $"DNSSEC does not secure the TLSA records of {baseDomain}, so that they do not count.", answer);
            }
        }

        return insecure ?? Result(DaneHostStatus.NoRecord, host, $"There is no TLSA record under {string.Join(" or ", bases.Select(b => DaneEvaluator.NameOf(b, port)))}.");
    }

    private DaneHost Found(DnsAnswer<TlsaRecord> answer, string baseDomain)
    {
        if (!_isTrusted)
        {
            return Result(DaneHostStatus.ResolverNotTrusted, baseDomain, $"{answer.Resolver} vouches for the TLSA records of {baseDomain}, but it is not a trusted resolver.", answer);
        }

        var usable = Result(DaneHostStatus.Usable, baseDomain, null, answer);
        return usable.Records.Any(record => record.IsUsable)
            ? usable
            : Result(DaneHostStatus.Unusable, baseDomain, $"None of the TLSA records of {baseDomain} is usable: {usable.Records[0].Fault}", answer);
    }

    private DaneHost Failed(DnsAnswer answer) => Result(
        answer.Outcome == DnsOutcome.Timeout ? DaneHostStatus.Timeout : DaneHostStatus.ServerFailure,
        host,
        $"The {answer.Type.ToString().ToUpperInvariant()} records of {answer.Name} could not be had: {answer.Error}");

    private string NotSecure() => $"No resolver vouches for the addresses of {host}: its zone is not signed, or {_resolver ?? "the resolver"} does not validate.";

    private DaneHost Result(DaneHostStatus status, string baseDomain, string? detail, DnsAnswer<TlsaRecord>? answer = null) => new()
    {
        Host = host,
        Port = port,
        Status = status,
        BaseDomain = baseDomain,
        Detail = detail,
        Records = answer is null ? [] : answer.Records.Select(DaneAssociationParser.Read).ToArray(),
        ReferenceNames = new[] { baseDomain }.Concat(furtherNames).Distinct(StringComparer.OrdinalIgnoreCase).ToArray(),
        Aliases = _aliases,
        TimeToLive = answer?.TimeToLive ?? (_timeToLive == TimeSpan.MaxValue ? TimeSpan.Zero : _timeToLive),
        IsAuthentic = _isAuthentic,
        IsSecure = _isAuthentic && _isTrusted,
        Resolver = _resolver,
    };
}
