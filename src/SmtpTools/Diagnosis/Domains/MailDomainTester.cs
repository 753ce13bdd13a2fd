using SmtpTools.Diagnosis;
using SmtpTools.Findings;

namespace SmtpTools;

/// <summary>Asks for everything that a domain says about its mail, and judges it. No mail server is connected to.</summary>
public sealed class MailDomainTester
{
    private readonly IMailDns _dns;
    private readonly IHttpsFetcher _fetcher;
    private readonly MailDomainTestOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Makes a tester. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked; one that keeps answers, since several standards ask the same.</param>
    /// <param name="fetcher">What fetches policies and logos.</param>
    /// <param name="options">What to look at.</param>
    /// <param name="timeProvider">Tells the time; the system's clock where null.</param>
    public MailDomainTester(IMailDns dns, IHttpsFetcher fetcher, MailDomainTestOptions? options = null, TimeProvider? timeProvider = null)
    {
        _dns = dns;
        _fetcher = fetcher;
        _options = options ?? new MailDomainTestOptions();
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>What may be found, by standard.</summary>
    public static IReadOnlyList<FindingGroup> Catalogue { get; } = new[]
    {
        MailDomainFindings.Group, MailExchangerFindings.Group, SpfFindings.Group, DkimFindings.Group, DmarcFindings.Group, MtaStsFindings.Group, TlsRptFindings.Group, DaneFindings.Group, BimiFindings.Group,
    };

    /// <summary>Tests a domain. Whatever goes wrong is in the result.</summary>
    /// <param name="domain">The domain, in ASCII or Unicode.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MailDomainTest Test(string domain, CancellationToken cancellationToken = default)
    {
        var started = _clock.GetUtcNow();
        var start = _clock.GetTimestamp();
        var mx = new MailExchangerResolver(_dns, _clock) { ConfirmsReverseNames = true }.Resolve(domain, cancellationToken);
        var mxFindings = new FindingList(MailExchangerFindings.Id);
        MailExchangerJudge.Judge(mx, mxFindings);
        if (mx.AsciiDomain is null || mx.Status == MailExchangerStatus.NxDomain)
        {
            // Nothing exists below a name that does not (RFC 8020).
            return new MailDomainTest(mx)
            {
                Started = started,
                Duration = _clock.GetElapsedTime(start),
                Findings = mxFindings.Sorted(),
                Parts = new[] { MailDomainParts.Of(mx, mxFindings.Sorted()) },
            };
        }

        var zone = MailDomainZones.Find(_dns, mx.AsciiDomain, cancellationToken);
        if (zone is { NameServers.Count: 1 })
        {
            mxFindings.Add(MailExchangerFindings.SingleNameServer, zone.ToString());
        }

        var spf = new SpfEvaluator(_dns, _clock).Evaluate(mx.AsciiDomain, cancellationToken);
        var dkim = new DkimEvaluator(_dns, _clock).Evaluate(mx.AsciiDomain, _options.DkimSelectors.Count > 0 ? _options.DkimSelectors : null, cancellationToken);
        var dmarc = new DmarcEvaluator(_dns, _clock, _options.PublicSuffixes).Evaluate(mx.AsciiDomain, cancellationToken);
        var sts = _options.DnsOnly ? null : new MtaStsEvaluator(_dns, _fetcher, _clock).Evaluate(mx.AsciiDomain, cancellationToken);
        var rpt = new TlsRptEvaluator(_dns, _clock).Evaluate(mx.AsciiDomain, cancellationToken);
        var dane = new DaneEvaluator(_dns, _clock).Evaluate(mx.AsciiDomain, cancellationToken);
        var bimi = _options.DnsOnly ? null : new BimiEvaluator(_dns, _fetcher, _clock).Evaluate(mx.AsciiDomain, _options.BimiSelector, cancellationToken);

        if (mx.Status == MailExchangerStatus.NullMx && spf is { Status: DomainRecordStatus.Found, Record: { } record } && !MailDomainJudge.SendsNothing(record))
        {
            mxFindings.Add(MailExchangerFindings.NullButSends, record.ToString());
        }

        List<DomainRecordResult> results = [.. new DomainRecordResult?[] { spf, dkim, dmarc, sts, rpt, dane, bimi }.OfType<DomainRecordResult>()];
        var test = new MailDomainTest(mx)
        {
            Started = started,
            Zone = zone,
            Spf = spf,
            Dkim = dkim,
            Dmarc = dmarc,
            MtaSts = sts,
            TlsRpt = rpt,
            Dane = dane,
            Bimi = bimi,
            Parts = results.Select(MailDomainParts.Of).Prepend(MailDomainParts.Of(mx, mxFindings.Sorted())).ToArray(),
        };
        var wholeFindings = new FindingList(MailDomainFindings.Id);
        new MailDomainJudge(_options, wholeFindings).Judge(test, _dns, cancellationToken);
        test.Findings = wholeFindings.Sorted().Concat(mxFindings.Sorted()).Concat(results.SelectMany(result => result.Findings)).OrderByDescending(finding => finding.Severity).ToArray();
        test.Duration = _clock.GetElapsedTime(start);
        return test;
    }
}
