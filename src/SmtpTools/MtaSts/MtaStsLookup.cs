using System.Text;
using SmtpTools.Dns;
using SmtpTools.Findings;

namespace SmtpTools.MtaSts;

/// <summary>One domain under way.</summary>
internal sealed class MtaStsLookup(IMailDns dns, IHttpsFetcher fetcher, QueryName domain, Func<TimeSpan> elapsed, CancellationToken cancellationToken)
{
    private readonly FindingList _findings = new(MtaStsFindings.Id);
    private DnsAnswer<TxtRecord> _answer = null!;
    private string[] _texts = [];
    private MtaStsRecord? _record;
    private HttpsResponse? _fetch;
    private string? _policyText;
    private MtaStsPolicy? _policy;
    private MtaStsHost[] _hosts = [];

    internal MtaStsResult Run()
    {
        var name = MtaStsEvaluator.NameOf(domain.Ascii);
        _answer = dns.Query<TxtRecord>(name, cancellationToken);
        _texts = _answer.Records.Select(record => record.Text).ToArray();
        if (_answer.IsTransient)
        {
            return Result(_answer.FailureStatus, $"The TXT records of {name} could not be had: {_answer.Error}");
        }

        // Records that do not begin with the version are other people's (RFC 8461 3.1).
        List<string> candidates = [.. _texts.Where(MtaStsRecordParser.IsCandidate)];
        if (candidates.Count == 0)
        {
            return WithoutRecord(name);
        }

        if (candidates.Count > 1)
        {
            _findings.Add(MtaStsFindings.RecordsMultiple, $"{name} has {candidates.Count}: {string.Join(" | ", candidates)}");
            return Result(DomainRecordStatus.Invalid, $"{name} has {candidates.Count} MTA-STS records where there may be one.");
        }

        if (!MtaStsRecordParser.TryParse(candidates[0], out _record, out var fault))
        {
            _findings.Add(MtaStsFindings.RecordInvalid, $"\"{candidates[0]}\": {fault}.");
            return Result(DomainRecordStatus.Invalid, $"The MTA-STS record of {domain.Ascii} cannot be used: {fault}.");
        }

        return WithPolicy();
    }

    private MtaStsResult WithoutRecord(string name)
    {
        if (_texts.FirstOrDefault(text => text.TrimStart().StartsWith("v=sts", StringComparison.OrdinalIgnoreCase)) is { } nearly)
        {
            _findings.Add(MtaStsFindings.RecordInvalid, $"\"{nearly}\": it does not begin with v=STSv1; in this very spelling.");
            return Result(DomainRecordStatus.Invalid, $"The record under {name} does not begin with v=STSv1;.");
        }

        if (dns.LacksDomain(_answer, domain.Ascii, cancellationToken))
        {
            return Result(DomainRecordStatus.NxDomain, $"{domain.Ascii} does not exist.");
        }

        var host = MtaStsEvaluator.PolicyUriOf(domain.Ascii).Host;
        if (_answer.Outcome == DnsOutcome.NxDomain && HasAddress(host))
        {
            _findings.Add(MtaStsFindings.PolicyWithoutRecord, $"{host} has an address, and {_answer.CanonicalName} does not exist.");
        }
        else
        {
            _findings.Add(MtaStsFindings.Missing, $"There is no MTA-STS record under {name}.");
        }

        return Result(DomainRecordStatus.NotFound, $"There is no MTA-STS record under {name}.");
    }

    private bool HasAddress(string host) =>
        dns.Query<AaaaRecord>(host, cancellationToken).Outcome == DnsOutcome.Found || dns.Query<ARecord>(host, cancellationToken).Outcome == DnsOutcome.Found;

    private MtaStsResult WithPolicy()
    {
        _fetch = fetcher.Fetch(new HttpsRequest(MtaStsEvaluator.PolicyUriOf(domain.Ascii), MtaStsPolicyParser.MaxLength), cancellationToken);
        if (_fetch.Outcome != HttpsOutcome.Answered)
        {
            return NotFetched(_fetch);
        }

        if (!_fetch.IsOk)
        {
            var answer = _fetch.Location is null ? $"{_fetch.StatusCode}" : $"{_fetch.StatusCode}, a redirect to {_fetch.Location}";
            _findings.Add(MtaStsFindings.NotOk, $"{_fetch.Uri} answered {answer}.");
            return Result(DomainRecordStatus.Invalid, $"{_fetch.Uri} answered {answer} and not 200.");
        }

        if (_fetch.MediaType != "text/plain")
        {
            _findings.Add(MtaStsFindings.ContentType, $"{_fetch.Uri} is served as {_fetch.MediaType ?? "nothing"}.");
        }

        var reading = MtaStsPolicyParser.Read(_fetch.Content);
        _policyText = Encoding.UTF8.GetString(_fetch.Content);
        foreach (var warning in reading.Warnings)
        {
            _findings.Add(MtaStsFindings.PolicyOddity, warning);
        }

        if (reading.Policy is null)
        {
            _findings.Add(MtaStsFindings.PolicyInvalid, string.Join(" ", reading.Errors));
            return Result(DomainRecordStatus.Invalid, $"The policy cannot be read. {string.Join(" ", reading.Errors)}");
        }

        _policy = reading.Policy;
        JudgePolicy(_policy);
        return Result(DomainRecordStatus.Found, null);
    }

    private MtaStsResult NotFetched(HttpsResponse fetch)
    {
        _findings.Add(
            fetch.Outcome switch
            {
                HttpsOutcome.CertificateRejected => MtaStsFindings.CertificateRejected,
                HttpsOutcome.TooLarge => MtaStsFindings.TooLarge,
                _ => MtaStsFindings.PolicyUnreachable,
            },
            fetch.Error!);
        var status = fetch.Outcome switch
        {
            HttpsOutcome.Timeout => DomainRecordStatus.Timeout,
            HttpsOutcome.LookupFailed or HttpsOutcome.ConnectFailed => DomainRecordStatus.ServerFailure,
            _ => DomainRecordStatus.Invalid,
        };
        return Result(status, fetch.Error);
    }

    private void JudgePolicy(MtaStsPolicy policy)
    {
        if (policy.Mode == MtaStsMode.None)
        {
            _findings.Add(MtaStsFindings.ModeNone, "mode: none");
            return;
        }

        if (policy.Mode == MtaStsMode.Testing)
        {
            _findings.Add(MtaStsFindings.NotEnforced, "mode: testing");
        }

        if (policy.MaxAge < MtaStsEvaluator.ShortMaxAge)
        {
            _findings.Add(MtaStsFindings.MaxAgeShort, $"max_age: {policy.MaxAge.TotalSeconds:0}, which is {policy.MaxAge.TotalDays:0.#} days.");
        }

        var mx = new MailExchangerResolver(dns).Resolve(domain.Ascii, cancellationToken);
        _hosts = mx.Exchangers.Select(exchanger => new MtaStsHost(exchanger, policy.Allows(exchanger.Host))).ToArray();
        foreach (var host in _hosts.Where(host => !host.IsAllowed))
        {
            _findings.Add(MtaStsFindings.MxNotAllowed, $"{host.Host} matches none of {string.Join(", ", policy.Mx.Take(10))}.");
        }

        // What could not be seen may match a pattern, or none.
        if ((mx.IsTransient && _hosts.Length == 0 ? mx.Detail : mx.LeftOut) is { } unseen)
        {
            _findings.Add(MtaStsFindings.MxUnknown, unseen);
            return;
        }

        foreach (var pattern in policy.Mx.Where(pattern => !_hosts.Any(host => Addressing.HostPattern.Matches(pattern, host.Host))).Take(10))
        {
            _findings.Add(MtaStsFindings.PatternUnused, $"mx: {pattern}");
        }
    }

    private MtaStsResult Result(DomainRecordStatus status, string? detail) => new()
    {
        Domain = domain.Unicode,
        AsciiDomain = domain.Ascii,
        Status = status,
        Detail = detail,
        Record = _record,
        Texts = _texts,
        Policy = _policy,
        PolicyText = _policyText,
        Fetch = _fetch,
        Hosts = _hosts,
        Aliases = _answer.Aliases.Select(alias => alias.Target).ToArray(),
        Findings = _findings.Sorted(),
        IsAuthentic = _answer.IsAuthentic,
        IsSecure = _answer.IsSecure,
        Resolver = _answer.Resolver,
        TimeToLive = _answer.TimeToLive,
        Duration = elapsed(),
    };
}
