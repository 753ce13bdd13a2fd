using SmtpTools.Dmarc;
using SmtpTools.Dns;
using SmtpTools.Findings;

namespace SmtpTools;

/// <summary>Finds the DMARC policy that holds for a domain (RFC 9989 4.10), and judges messages by it (RFC 9989 5.3).</summary>
public sealed class DmarcEvaluator
{
    private readonly IMailDns _dns;
    private readonly TimeProvider _clock;
    private readonly PublicSuffixList? _suffixes;

    /// <summary>Makes an evaluator. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="timeProvider">Measures the durations; the system's clock where null.</param>
    /// <param name="publicSuffixes">The list by which it is told what receivers find that follow RFC 7489; null for none.</param>
    public DmarcEvaluator(IMailDns dns, TimeProvider? timeProvider = null, PublicSuffixList? publicSuffixes = null)
    {
        _dns = dns;
        _suffixes = publicSuffixes;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Finds a domain's policy, checks where its reports go, and says what is wrong. Whatever goes wrong is in the result.</summary>
    /// <param name="domain">The domain as in a From field, in ASCII or Unicode; a trailing dot is allowed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The policy, or why it is not known.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DmarcPolicyResult Evaluate(string domain, CancellationToken cancellationToken = default) => Find(domain, isWhole: true, cancellationToken);

    /// <summary>Judges a message: whether one of its authenticated domains is aligned with the From domain, and what is to be done if not.</summary>
    /// <param name="identifiers">The From domain and what SPF and DKIM gave.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The verdict with its reasons.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DmarcVerdict Check(DmarcIdentifiers identifiers, CancellationToken cancellationToken = default) =>
        new DmarcMessageCheck(_dns, _suffixes, cancellationToken).Judge(identifiers, Find(identifiers.FromDomain, isWhole: false, cancellationToken));

    private DmarcPolicyResult Find(string domain, bool isWhole, CancellationToken cancellationToken)
    {
        if (!QueryName.TryParse(domain, out var name, out var fault))
        {
            return new DmarcPolicyResult { Domain = domain, AsciiDomain = null, Status = DomainRecordStatus.InvalidDomain, Detail = $"\"{domain}\" is not a domain name: {fault}." };
        }

        var start = _clock.GetTimestamp();
        var walk = DmarcWalk.Of(_dns, name.Ascii, cancellationToken);
        var policy = DmarcDiscovery.Of(_dns, walk, cancellationToken);
        var legacy = _suffixes is null ? null : new DmarcLegacyDiscovery(_dns, _suffixes, cancellationToken).Find(walk, policy);
        var differences = isWhole ? DmarcLegacy.Differences(walk, policy, legacy) : [];
        var destinations = isWhole && policy is { Status: DomainRecordStatus.Found, Step: { Record: { } record } step }
            ? new DmarcReportCheck(_dns, cancellationToken).Check(record, step.Domain, policy.OrganizationOf(walk))
            : [];
        var findings = new FindingList(DmarcFindings.Check);
        if (isWhole)
        {
            new DmarcLint(findings, _dns, cancellationToken).Judge(walk, policy, destinations, differences);
        }

        var answers = walk.Steps.Select(static step => step.Answer).OfType<DnsAnswer>().ToList();
        return new DmarcPolicyResult
        {
            Domain = name.Unicode,
            AsciiDomain = name.Ascii,
            Status = policy.Status,
            Detail = policy.Detail,
            Record = policy.Step?.Record,
            PolicyDomain = policy.Step?.Domain,
            OrganizationalDomain = walk.OrganizationalDomain,
            DomainExists = policy.DomainExists,
            Doubt = policy.Doubt,
            PolicyTag = policy.Tag,
            Policy = policy.Policy,
            EffectivePolicy = policy.EffectivePolicy,
            ReportDestinations = destinations.ToArray(),
            TreeWalk = walk.Steps,
            Rfc7489Differences = differences,
            Rfc7489 = legacy,
            Findings = findings.Sorted(),
            IsAuthentic = answers.Count > 0 && answers.TrueForAll(static a => a.IsAuthentic),
            IsSecure = answers.Count > 0 && answers.TrueForAll(static a => a.IsSecure),
            Resolver = answers.Select(static a => a.Resolver).FirstOrDefault(static r => r is not null),
            TimeToLive = answers.Count == 0 ? TimeSpan.Zero : answers.Min(static a => a.TimeToLive),
            Duration = _clock.GetElapsedTime(start),
        };
    }
}
