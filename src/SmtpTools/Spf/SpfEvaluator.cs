using SmtpTools.Dns;
using SmtpTools.Findings;
using SmtpTools.Spf;

namespace SmtpTools;

/// <summary>Finds a domain's SPF record and all that it leads to, without a message (RFC 7208).</summary>
public sealed class SpfEvaluator
{
    private readonly IMailDns _dns;
    private readonly TimeProvider _clock;

    /// <summary>Makes an evaluator. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="timeProvider">Measures the durations; the system's clock where null.</param>
    public SpfEvaluator(IMailDns dns, TimeProvider? timeProvider = null)
    {
        _dns = dns;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Finds a domain's record. Whatever goes wrong is in the result.</summary>
    /// <param name="domain">The domain, in ASCII or Unicode; labels with underscores and a trailing dot are allowed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The record, or why it is not known.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public SpfRecordResult Evaluate(string domain, CancellationToken cancellationToken = default)
    {
        if (!QueryName.TryParse(domain, out var name, out var fault))
        {
            return new SpfRecordResult
            {
                Domain = domain,
                AsciiDomain = null,
                Status = DomainRecordStatus.InvalidDomain,
                Detail = $"\"{domain}\" is not a domain name: {fault}.",
            };
        }

        var start = _clock.GetTimestamp();
        var answer = _dns.Query<TxtRecord>(name.Ascii, cancellationToken);
        var texts = SpfRecordSet.Select(answer);
        var record = texts.Count == 1 ? SpfRecordParser.Parse(texts[0]) : null;
        var tree = record is null ? null : new SpfTree(_dns, cancellationToken).Grow(name.Ascii, answer);
        var findings = new FindingList(SpfFindings.Check);
        new SpfLint(findings, name.Ascii, _dns, cancellationToken).Judge(answer, texts, record, tree);

        var (status, detail) = answer.Outcome switch
        {
            DnsOutcome.Found when texts.Count > 1 => (DomainRecordStatus.Invalid, $"{name.Ascii} has {texts.Count} SPF records, and only one is allowed (RFC 7208 4.5)."),
            DnsOutcome.Found when record is { IsValid: false } => (DomainRecordStatus.Invalid, $"The SPF record is malformed {record.Errors[0]}"),
            DnsOutcome.Found when record is not null => (DomainRecordStatus.Found, null),
            DnsOutcome.Found or DnsOutcome.NoData => (DomainRecordStatus.NotFound, $"{name.Ascii} has no SPF record."),
            DnsOutcome.NxDomain when answer.IsNameMissing => (DomainRecordStatus.NxDomain, $"{name.Ascii} does not exist (NXDOMAIN from {answer.Resolver})."),
            DnsOutcome.NxDomain => (DomainRecordStatus.NotFound, $"{name.Ascii} has no SPF record: it is an alias of {answer.CanonicalName}, which does not exist (NXDOMAIN from {answer.Resolver})."),
            _ => (answer.FailureStatus, (string?)$"The text records of {name.Ascii} could not be had: {answer.Error}"),
        };
        return new SpfRecordResult
        {
            Domain = name.Unicode,
            AsciiDomain = name.Ascii,
            Status = status,
            Detail = detail,
            Record = record,
            Texts = texts.ToArray(),
            Tree = tree,
            Findings = findings.Sorted(),
            IsAuthentic = answer.IsAuthentic,
            IsSecure = answer.IsSecure,
            Resolver = answer.Resolver,
            TimeToLive = answer.TimeToLive,
            Duration = _clock.GetElapsedTime(start),
        };
    }
}
