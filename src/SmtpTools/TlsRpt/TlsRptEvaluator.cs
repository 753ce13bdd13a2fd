using SmtpTools.Dns;
using SmtpTools.Findings;

namespace SmtpTools;

/// <summary>Finds where a domain wants reports about TLS to go (RFC 8460 3).</summary>
public sealed class TlsRptEvaluator
{
    private readonly IMailDns _dns;
    private readonly TimeProvider _clock;

    /// <summary>Makes an evaluator. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="timeProvider">Measures the durations; the system's clock where null.</param>
    public TlsRptEvaluator(IMailDns dns, TimeProvider? timeProvider = null)
    {
        _dns = dns;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>The name of a domain's record.</summary>
    /// <param name="domain">The domain in ASCII.</param>
    public static string NameOf(string domain) => "_smtp._tls." + domain;

    /// <summary>Finds and judges a domain's record. Whatever goes wrong is in the result.</summary>
    /// <param name="domain">The domain, in ASCII or Unicode.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public TlsRptResult Evaluate(string domain, CancellationToken cancellationToken = default)
    {
        var start = _clock.GetTimestamp();
        if (!QueryName.TryParse(domain ?? throw new ArgumentNullException(nameof(domain)), out var name, out var fault))
        {
            return new TlsRptResult { Domain = domain, AsciiDomain = null, Status = DomainRecordStatus.InvalidDomain, Detail = $"\"{domain}\" is not a domain name: {fault}." };
        }

        var answer = _dns.Query<TxtRecord>(NameOf(name.Ascii), cancellationToken);
        var findings = new FindingList(TlsRptFindings.Id);
        var (status, detail, record) = Judge(name.Ascii, answer, findings, cancellationToken);
        return new TlsRptResult
        {
            Domain = name.Unicode,
            AsciiDomain = name.Ascii,
            Status = status,
            Detail = detail,
            Record = record,
            Texts = answer.Records.Select(txt => txt.Text).ToArray(),
            Aliases = answer.Aliases.Select(alias => alias.Target).ToArray(),
            Findings = findings.Sorted(),
            IsAuthentic = answer.IsAuthentic,
            IsSecure = answer.IsSecure,
            Resolver = answer.Resolver,
            TimeToLive = answer.TimeToLive,
            Duration = _clock.GetElapsedTime(start),
        };
    }

    private (DomainRecordStatus Status, string? Detail, TlsRptRecord? Record) Judge(
        string domain, DnsAnswer<TxtRecord> answer, FindingList findings, CancellationToken cancellationToken)
    {
        if (answer.IsTransient)
        {
            return (answer.FailureStatus, $"The TXT records of {answer.Name} could not be had: {answer.Error}", null);
        }

        // Records that do not begin with the version are other people's (RFC 8460 3).
        List<string> texts = [.. answer.Records.Select(txt => txt.Text)];
        List<string> candidates = [.. texts.Where(TlsRptRecordParser.IsCandidate)];
        if (candidates.Count > 1)
        {
            findings.Add(TlsRptFindings.RecordsMultiple, $"{answer.Name} has {candidates.Count}: {string.Join(" | ", candidates)}");
            return (DomainRecordStatus.Invalid, $"{answer.Name} has {candidates.Count} TLS reporting records where there may be one.", null);
        }

        if (candidates.Count == 0)
        {
            var nearly = texts.Find(text => text.TrimStart().StartsWith("v=tlsrpt", StringComparison.OrdinalIgnoreCase));
            if (nearly is null)
            {
                return Absent(domain, answer, findings, cancellationToken);
            }

            candidates.Add(nearly);
        }

        if (TlsRptRecordParser.TryParse(candidates[0], out var record, out var fault))
        {
            return (DomainRecordStatus.Found, null, record);
        }

        findings.Add(TlsRptFindings.RecordInvalid, $"\"{candidates[0]}\": {fault}.");
        return (DomainRecordStatus.Invalid, $"The TLS reporting record of {domain} cannot be used: {fault}.", null);
    }

    private (DomainRecordStatus Status, string? Detail, TlsRptRecord? Record) Absent(
        string domain, DnsAnswer<TxtRecord> answer, FindingList findings, CancellationToken cancellationToken)
    {
        if (_dns.LacksDomain(answer, domain, cancellationToken))
        {
            return (DomainRecordStatus.NxDomain, $"{domain} does not exist.", null);
        }

        findings.Add(TlsRptFindings.Missing, $"There is no TLS reporting record under {answer.Name}.");
        return (DomainRecordStatus.NotFound, $"There is no TLS reporting record under {answer.Name}.", null);
    }
}
