using SmtpTools.Dkim;
using SmtpTools.Dns;
using SmtpTools.Findings;

namespace SmtpTools;

/// <summary>Finds a domain's DKIM keys (RFC 6376 3.6.2) and says what they are worth (RFC 8301, RFC 8463).</summary>
public sealed class DkimEvaluator
{
    /// <summary>The most selectors of one question.</summary>
    public const int MaxSelectors = 200;

    /// <summary>The fewest bits of an RSA key: a signature by a shorter one does not count (RFC 8301 3.2).</summary>
    public const int MinRsaBits = 1024;

    /// <summary>The bits that an RSA key ought to have (RFC 8301 3.2).</summary>
    public const int RecommendedRsaBits = 2048;

    /// <summary>The most bits of an RSA key that every verifier takes (RFC 8301 3.2).</summary>
    public const int MaxRsaBits = 4096;

    private readonly IMailDns _dns;
    private readonly TimeProvider _clock;

    /// <summary>Makes an evaluator. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="timeProvider">Measures the durations; the system's clock where null.</param>
    public DkimEvaluator(IMailDns dns, TimeProvider? timeProvider = null)
    {
        _dns = dns;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Finds a domain's keys. Whatever goes wrong is in the result.</summary>
    /// <param name="domain">The signing domain, in ASCII or Unicode; a trailing dot is allowed.</param>
    /// <param name="selectors">The selectors to ask for; the common ones where there are none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The keys, or why they are not known.</returns>
    /// <exception cref="ArgumentException">There are more selectors than <see cref="MaxSelectors"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DkimKeyResult Evaluate(string domain, IReadOnlyList<string>? selectors = null, CancellationToken cancellationToken = default)
    {
        if (selectors is { Count: > MaxSelectors })
        {
            throw new ArgumentException($"There are {selectors.Count} selectors; the most is {MaxSelectors}.", nameof(selectors));
        }

        if (!QueryName.TryParse(domain, out var name, out var fault))
        {
            return new DkimKeyResult { Domain = domain, AsciiDomain = null, Status = DomainRecordStatus.InvalidDomain, Detail = $"\"{domain}\" is not a domain name: {fault}." };
        }

        var start = _clock.GetTimestamp();
        var isGuess = selectors is null or { Count: 0 };
        var search = new DkimSearch(_dns, name.Ascii, cancellationToken);
        var found = isGuess ? search.Guess() : search.Ask(selectors!);
        var (status, detail) = Sum(name.Ascii, found, isGuess);
        var findings = new FindingList(DkimFindings.Check);
        DkimLint.Judge(findings, name.Ascii, status, found, isGuess);

        var asked = found.Answers;
        return new DkimKeyResult
        {
            Domain = name.Unicode,
            AsciiDomain = name.Ascii,
            Status = status,
            Detail = detail,
            Keys = found.Keys,
            TriedSelectors = found.Tried,
            IsGuess = isGuess,
            Findings = findings.Sorted(),
            IsAuthentic = asked.Count > 0 && asked.All(static a => a.IsAuthentic),
            IsSecure = asked.Count > 0 && asked.All(static a => a.IsSecure),
            Resolver = asked.Select(static a => a.Resolver).FirstOrDefault(static r => r is not null),
            TimeToLive = asked.Count == 0 ? TimeSpan.Zero : asked.Min(static a => a.TimeToLive),
            Duration = _clock.GetElapsedTime(start),
        };
    }

    private static (DomainRecordStatus Status, string? Detail) Sum(string domain, DkimSearchResult found, bool isGuess)
    {
        // The best of what was found; a failure counts where nothing was.
        foreach (var status in (DomainRecordStatus[])[DomainRecordStatus.Found, DomainRecordStatus.Invalid, DomainRecordStatus.Timeout, DomainRecordStatus.ServerFailure])
        {
            if (found.Keys.FirstOrDefault(key => key.Status == status) is { } key)
            {
                return (status, status == DomainRecordStatus.Found ? null : key.Detail);
            }
        }

        if (found.Failure is { } failure)
        {
            return (failure.FailureStatus, $"{failure.Name} could not be asked for: {failure.Error}");
        }

        return found.DomainIsMissing ? (DomainRecordStatus.NxDomain, $"{domain} does not exist.")
            : found.NothingBelow ? (DomainRecordStatus.NotFound, $"{domain} has no DKIM key: there is no name below _domainkey.{domain} (RFC 8020 2).")
            : isGuess ? (DomainRecordStatus.NotFoundAmongTried, $"None of {found.Tried.Count} common selectors has a key at {domain}. Others may: a signed message names its selector (s=).")
            : (DomainRecordStatus.NotFound, $"{domain} has no key under {string.Join(", ", found.Tried)}.");
    }
}
