using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>Finds a domain's MTA-STS record, fetches its policy and holds the mail exchangers against it (RFC 8461).</summary>
public sealed class MtaStsEvaluator
{
    /// <summary>Below this max_age a policy protects little: RFC 8461 3.2 speaks of weeks.</summary>
    public static readonly TimeSpan ShortMaxAge = TimeSpan.FromDays(7);

    private readonly IMailDns _dns;
    private readonly IHttpsFetcher _fetcher;
    private readonly TimeProvider _clock;

    /// <summary>Makes an evaluator. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="fetcher">What fetches the policy.</param>
    /// <param name="timeProvider">Measures the durations; the system's clock where null.</param>
    public MtaStsEvaluator(IMailDns dns, IHttpsFetcher fetcher, TimeProvider? timeProvider = null)
    {
        _dns = dns;
        _fetcher = fetcher;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>The name of a domain's record.</summary>
    /// <param name="domain">The domain in ASCII.</param>
    public static string NameOf(string domain) => "_mta-sts." + domain;

    /// <summary>Where a domain's policy is (RFC 8461 3.3).</summary>
    /// <param name="domain">The domain in ASCII.</param>
    public static Uri PolicyUriOf(string domain) => new($"https://mta-sts.{domain}/.well-known/mta-sts.txt");

    /// <summary>Finds and judges a domain's policy. Whatever goes wrong is in the result.</summary>
    /// <param name="domain">The domain, in ASCII or Unicode.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MtaStsResult Evaluate(string domain, CancellationToken cancellationToken = default)
    {
        var start = _clock.GetTimestamp();
        return QueryName.TryParse(domain ?? throw new ArgumentNullException(nameof(domain)), out var name, out var fault)
            ? new MtaSts.MtaStsLookup(_dns, _fetcher, name, () => _clock.GetElapsedTime(start), cancellationToken).Run()
            : new MtaStsResult { Domain = domain, AsciiDomain = null, Status = DomainRecordStatus.InvalidDomain, Detail = $"\"{domain}\" is not a domain name: {fault}." };
    }
}
