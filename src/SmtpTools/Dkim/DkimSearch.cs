using SmtpTools.Dns;

namespace SmtpTools.Dkim;

/// <summary>Asks for a domain's keys, under named selectors or common ones.</summary>
internal sealed class DkimSearch(IMailDns dns, string domain, CancellationToken cancellation)
{
    /// <summary>After so many failures in a row the other common selectors are not asked for, so that a dead zone ends in bounded time.</summary>
    internal const int MaxFailures = 3;

    private readonly List<DnsAnswer> _answers = [];
    private DnsAnswer<TxtRecord>? _wildcard;

    /// <summary>Asks for named selectors. Each gives an entry.</summary>
    public DkimSearchResult Ask(IReadOnlyList<string> selectors)
    {
        var named = selectors.Select(static s => s.Trim().TrimEnd('.')).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var keys = named.ConvertAll(Look);
        return new DkimSearchResult
        {
            Keys = keys,
            Tried = named,
            Answers = _answers,
            DomainIsMissing = keys.TrueForAll(static key => key.Status == DomainRecordStatus.NotFound) && IsMissing(),
        };
    }

    /// <summary>Asks for common selectors. Those that have nothing are left out.</summary>
    public DkimSearchResult Guess()
    {
        // Where nothing is below the name, nothing need be asked for (RFC 8020 2).
        var below = Query("_domainkey." + domain);
        if (below.IsNameMissing)
        {
            _answers.Add(below);
            return new DkimSearchResult { Keys = [], Tried = [], Answers = _answers, NothingBelow = true, DomainIsMissing = IsMissing() };
        }

        if (below.IsTransient)
        {
            return new DkimSearchResult { Keys = [], Tried = [], Answers = (DnsAnswer[])[below], Failure = below };
        }

        var keys = new List<DkimSelector>();
        var tried = new List<string>();
        var failures = 0;
        DnsAnswer? failure = null;
        foreach (var selector in DkimSelectors.Common)
        {
            if (failures == MaxFailures)
            {
                break;
            }

            tried.Add(selector);
            var key = Look(selector);
            failures = key.Status is DomainRecordStatus.Timeout or DomainRecordStatus.ServerFailure ? failures + 1 : 0;
            failure = failures > 0 ? _answers[_answers.Count - 1] : failure;
            if (key.Status is not DomainRecordStatus.NotFound && !(key.IsWildcard && keys.Exists(static known => known.IsWildcard)))
            {
                keys.Add(key);
            }
        }

        return new DkimSearchResult { Keys = keys, Tried = tried, Answers = _answers, Failure = failure };
    }

    private DkimSelector Look(string selector)
    {
        var name = $"{selector}._domainkey.{domain}";
        DkimSelector Result(DomainRecordStatus status, string? detail, DkimKeyRecord? record = null, DnsAnswer<TxtRecord>? answer = null, bool isWildcard = false, FindingKind? fault = null) => new()
        {
            Selector = selector,
            Name = name,
            Status = status,
            Detail = detail,
            Record = record,
            Aliases = answer is null ? [] : answer.Aliases.Select(static a => a.Target).ToArray(),
            IsWildcard = isWildcard,
            Fault = fault,
        };

        if (!QueryName.TryParse(name, out _, out var fault))
        {
            return Result(DomainRecordStatus.Invalid, $"\"{selector}\" cannot be a selector: {fault} (RFC 6376 3.1).", fault: DkimFindings.SelectorMissing);
        }

        var answer = Query(name);
        _answers.Add(answer);
        if (answer.Outcome != DnsOutcome.Found)
        {
            return answer.IsTransient ? Result(answer.FailureStatus, $"{name} could not be asked for: {answer.Error}", answer: answer)
                : answer.Aliases.Count > 0 ? Result(DomainRecordStatus.Invalid, $"{name} is an alias of {answer.CanonicalName}, which has no key.", answer: answer, fault: DkimFindings.DanglingAlias)
                : Result(DomainRecordStatus.NotFound, $"{name} has no key.", answer: answer);
        }

        var texts = answer.Records.Select(static r => r.Text).ToList();
        var isWildcard = texts.TrueForAll(text => Wildcard().Records.Any(r => r.Text == text));
        var candidates = texts.FindAll(DkimKeyRecordParser.IsCandidate);
        if (candidates.Count == 0)
        {
            return Result(DomainRecordStatus.NotFound, $"{name} has {texts.Count} TXT records, none of which is a key.", answer: answer, isWildcard: isWildcard);
        }

        if (candidates.Count > 1)
        {
            return Result(DomainRecordStatus.Invalid, $"{name} has {candidates.Count} keys, and which one counts is undefined (RFC 6376 3.6.2.2).", answer: answer, isWildcard: isWildcard, fault: DkimFindings.MultipleRecords);
        }

        var record = DkimKeyRecordParser.Parse(candidates[0]);
        return record.IsValid
            ? Result(DomainRecordStatus.Found, null, record, answer, isWildcard)
            : Result(DomainRecordStatus.Invalid, $"The key record {name} is malformed {record.Errors[0]}", record, answer, isWildcard);
    }

    /// <summary>What a selector has that nobody chose: a wildcard's records, which say nothing about the selector that was looked for.</summary>
    private DnsAnswer<TxtRecord> Wildcard() => _wildcard ??= Query($"x{Guid.NewGuid():N}._domainkey.{domain}");

    private bool IsMissing() => Query(domain).IsNameMissing;

    private DnsAnswer<TxtRecord> Query(string name) => dns.Query<TxtRecord>(name, cancellation);
}
