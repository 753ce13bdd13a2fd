using SmtpTools.Dmarc;
using SmtpTools.Dns;
using SmtpTools.Findings;

namespace SmtpTools.Bimi;

/// <summary>One domain under way.</summary>
internal sealed class BimiLookup(
    IMailDns dns, IHttpsFetcher fetcher, MarkCertificateReader certificates, QueryName domain, string selector, Func<TimeSpan> elapsed, CancellationToken cancellationToken)
{
    private const int DaysToRenew = 14;

    private readonly FindingList _findings = new(BimiFindings.Id);
    private DnsAnswer<TxtRecord> _answer = null!;
    private DmarcPolicyResult? _dmarc;
    private string? _recordDomain;
    private BimiRecord? _record;
    private SvgProfile? _logo;
    private HttpsResponse? _logoFetch;
    private MarkCertificate? _certificate;
    private HttpsResponse? _certificateFetch;

    internal BimiResult Run()
    {
        var candidates = CandidatesOf(domain.Ascii);
        if (candidates.Count == 0 && !_answer.IsTransient)
        {
            if (FailedStep is { } failed)
            {
                return Result(failed.Status, $"There is no BIMI record under {_answer.Name}; whether the organizational domain has one is not known: {failed.Error}");
            }

            if (Dmarc.OrganizationalDomain is { } organizational && !string.Equals(organizational, domain.Ascii, StringComparison.OrdinalIgnoreCase))
            {
                candidates = CandidatesOf(organizational);
            }
        }

        if (_answer.IsTransient)
        {
            return Result(_answer.FailureStatus, $"The TXT records of {_answer.Name} could not be had: {_answer.Error}");
        }

        if (candidates.Count == 0)
        {
            return Absent();
        }

        if (candidates.Count > 1)
        {
            _findings.Add(BimiFindings.RecordsMultiple, $"{_answer.Name} has {candidates.Count}: {string.Join(" | ", candidates)}");
            return Result(DomainRecordStatus.Invalid, $"{_answer.Name} has {candidates.Count} BIMI records where there may be one.");
        }

        if (!BimiRecordParser.TryParse(candidates[0], out _record, out var fault))
        {
            _findings.Add(BimiFindings.RecordInvalid, $"\"{candidates[0]}\": {fault}.");
            return Result(DomainRecordStatus.Invalid, $"The BIMI record of {_recordDomain} cannot be used: {fault}.");
        }

        if (BimiRecordParser.OdditiesOf(_record) is { Count: > 0 } oddities)
        {
            _findings.Add(BimiFindings.RecordOddity, $"{_answer.Name} has {string.Join(", ", oddities)}.");
        }

        if (_record.IsDeclination)
        {
            return Result(DomainRecordStatus.Found, $"{_recordDomain} says that it shows no logo.");
        }

        JudgeDmarc();
        var logo = FetchLogo(_record);
        CheckCertificate(_record, logo);
        return Result(DomainRecordStatus.Found, null);
    }

    private DmarcPolicyResult Dmarc => _dmarc ??= new DmarcEvaluator(dns).Evaluate(domain.Ascii, cancellationToken);

    /// <summary>The question of the tree walk that could not be put, and behind which the organizational domain is not known; null where all could.</summary>
    private DmarcWalkStep? FailedStep => Dmarc.TreeWalk.FirstOrDefault(static step => step.Error is not null);

    /// <summary>
    /// The domains of which a mark certificate has to name one: the domain itself or its organizational domain (draft-fetch-validation-vmc-wchuang
    /// 5.2). Where that is not known, each domain above may be it.
    /// </summary>
    private string[] CertifiedDomains => (Dmarc.OrganizationalDomain is { } organizational
        ? new[] { domain.Ascii, organizational }.Distinct(StringComparer.Ordinal)
        : DmarcWalk.Targets(domain.Ascii)).ToArray();

    /// <summary>The policy has to be enforced for the domain and for its organizational domain, with its subdomains, and for all messages.</summary>
    private void JudgeDmarc()
    {
        if (FailedStep is { } failed)
        {
            _findings.Add(BimiFindings.DmarcUnknown, failed.Error!);
        }

        if (Dmarc.IsTransient)
        {
            return;
        }

        var weak = new List<string>();
        if (Dmarc.EffectivePolicy is not (DmarcPolicy.Quarantine or DmarcPolicy.Reject))
        {
            weak.Add(Dmarc.EffectivePolicy is null ? Dmarc.Detail ?? "There is no DMARC policy." : $"The DMARC policy is {Dmarc.EffectivePolicy}.");
        }

        if (Dmarc.TreeWalk.FirstOrDefault(step => step.Domain == Dmarc.OrganizationalDomain) is { Record: { } record } organizational)
        {
            var toldTag = organizational.Domain == Dmarc.PolicyDomain ? Dmarc.PolicyTag : null;
            if (record.Policy == DmarcPolicy.None && toldTag != "p")
            {
                weak.Add($"The policy of the organizational domain {organizational.Domain} is None.");
            }

            if (record.SubdomainPolicy == DmarcPolicy.None && toldTag != "sp")
            {
                weak.Add($"The policy of {organizational.Domain} for its subdomains is None (sp=none).");
            }
        }

        // RFC 9989 has no pct; receivers of BIMI look at it all the same.
        if (Dmarc.Record?.ObsoleteTags.FirstOrDefault(tag => tag.Name == "pct") is { } pct && pct.Value != "100")
        {
            weak.Add($"The policy is for {pct.Value} % of the messages ({pct}).");
        }

        if (weak.Count > 0)
        {
            _findings.Add(BimiFindings.DmarcNotEnforced, string.Join(" ", weak));
        }
    }

    private List<string> CandidatesOf(string name)
    {
        _answer = dns.Query<TxtRecord>(BimiEvaluator.NameOf(name, selector), cancellationToken);
        List<string> candidates = [.. _answer.Records.Select(record => record.Text).Where(BimiRecordParser.IsCandidate)];
        _recordDomain = candidates.Count > 0 ? name : null;
        return candidates;
    }

    private BimiResult Absent()
    {
        if (dns.LacksDomain(_answer, domain.Ascii, cancellationToken))
        {
            return Result(DomainRecordStatus.NxDomain, $"{domain.Ascii} does not exist.");
        }

        // A record of another selector may exist; nobody can list them.
        _findings.Add(BimiFindings.Missing, $"There is no BIMI record under {BimiEvaluator.NameOf(domain.Ascii, selector)}.");
        return Result(DomainRecordStatus.NotFoundAmongTried, $"There is no BIMI record under {BimiEvaluator.NameOf(domain.Ascii, selector)}; other selectors were not tried.");
    }

    private byte[]? FetchLogo(BimiRecord record)
    {
        if (record.Location.Length == 0)
        {
            return null;
        }

        _logoFetch = fetcher.Fetch(new HttpsRequest(new Uri(record.Location), SvgProfile.MaxReadLength), cancellationToken);
        if (!_logoFetch.IsOk)
        {
            _findings.Add(BimiFindings.LogoUnreachable, _logoFetch.Error ?? $"{_logoFetch.Uri} answered {_logoFetch.StatusCode}.");
            return null;
        }

        if (_logoFetch.MediaType != "image/svg+xml")
        {
            _findings.Add(BimiFindings.LogoType, $"{_logoFetch.Uri} is served as {_logoFetch.MediaType ?? "nothing"}.");
        }

        _logo = SvgProfile.Read(_logoFetch.Content);
        if (!_logo.IsValid)
        {
            _findings.Add(BimiFindings.LogoInvalid, string.Join(" ", _logo.Problems.Take(10)));
        }

        if (_logo.HasPlaceholderTitle)
        {
            _findings.Add(BimiFindings.LogoTitle, $"The title of {_logoFetch.Uri} is \"{_logo.Title}\".");
        }

        return _logoFetch.Content;
    }

    private void CheckCertificate(BimiRecord record, byte[]? logo)
    {
        if (string.IsNullOrEmpty(record.Authority))
        {
            _findings.Add(BimiFindings.CertificateMissing, "The record has no a=.");
            return;
        }

        _certificateFetch = fetcher.Fetch(new HttpsRequest(new Uri(record.Authority), MarkCertificateReader.MaxLength), cancellationToken);
        if (!_certificateFetch.IsOk)
        {
            _findings.Add(BimiFindings.CertificateUnreachable, _certificateFetch.Error ?? $"{_certificateFetch.Uri} answered {_certificateFetch.StatusCode}.");
            return;
        }

        _certificate = certificates.Read(_certificateFetch.Content, CertifiedDomains, selector, logo);
        if (!_certificate.IsValid)
        {
            _findings.Add(BimiFindings.CertificateInvalid, string.Join(" ", _certificate.Problems.Take(10)));
        }

        if (_certificate.UnknownSubjectAttributes.Count > 0)
        {
            _findings.Add(BimiFindings.CertificateSubject, $"{_certificate.Certificate!.Subject} has {string.Join(", ", _certificate.UnknownSubjectAttributes.Take(10))}.");
        }

        if (_certificate is { IsValid: true, Certificate: { DaysLeft: <= DaysToRenew } facts })
        {
            _findings.Add(BimiFindings.CertificateExpires, FormattableString.Invariant($"It is valid until {facts.NotAfter:yyyy-MM-dd}."));
        }
    }

    private BimiResult Result(DomainRecordStatus status, string? detail) => new()
    {
        Domain = domain.Unicode,
        AsciiDomain = domain.Ascii,
        Status = status,
        Detail = detail,
        Selector = selector,
        RecordDomain = _recordDomain,
        Record = _record,
        Logo = _logo,
        LogoFetch = _logoFetch,
        Certificate = _certificate,
        CertificateFetch = _certificateFetch,
        Findings = _findings.Sorted(),
        IsAuthentic = _answer.IsAuthentic,
        IsSecure = _answer.IsSecure,
        Resolver = _answer.Resolver,
        TimeToLive = _answer.TimeToLive,
        Duration = elapsed(),
    };
}
