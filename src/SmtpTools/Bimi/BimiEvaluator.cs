using System.Security.Cryptography.X509Certificates;
using SmtpTools.Bimi;
using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>
/// Finds a domain's BIMI record, and fetches and checks what it names. A domain without a record has that of its organizational domain, and
/// only domains whose DMARC policy is enforced have their logo shown.
/// </summary>
public sealed class BimiEvaluator
{
    /// <summary>The selector of messages that name none.</summary>
    public const string DefaultSelector = "default";

    private readonly IMailDns _dns;
    private readonly IHttpsFetcher _fetcher;
    private readonly TimeProvider _clock;

    /// <summary>Makes an evaluator. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="fetcher">What fetches the logo and its certificate.</param>
    /// <param name="timeProvider">Tells the time; the system's clock where null.</param>
    public BimiEvaluator(IMailDns dns, IHttpsFetcher fetcher, TimeProvider? timeProvider = null)
    {
        _dns = dns;
        _fetcher = fetcher;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Roots that mark certificates have to lead to; none, and their issuers are not judged.</summary>
    public X509Certificate2Collection TrustedRoots { get; } = [];

    /// <summary>The name of a domain's record.</summary>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="selector">The selector.</param>
    public static string NameOf(string domain, string selector = DefaultSelector) => $"{selector}._bimi.{domain}";

    /// <summary>Finds and checks a domain's logo. Whatever goes wrong is in the result.</summary>
    /// <param name="domain">The domain, in ASCII or Unicode.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public BimiResult Evaluate(string domain, string selector = DefaultSelector, CancellationToken cancellationToken = default)
    {
        var start = _clock.GetTimestamp();
        if (!QueryName.TryParse(domain ?? throw new ArgumentNullException(nameof(domain)), out var name, out var fault))
        {
            return Invalid(domain, selector, $"\"{domain}\" is not a domain name: {fault}.");
        }

        if (!QueryName.TryParse(NameOf(name.Ascii, selector ?? throw new ArgumentNullException(nameof(selector))), out _, out fault))
        {
            return Invalid(domain, selector, $"\"{selector}\" is not a selector: {fault}.");
        }

        var reader = new MarkCertificateReader(_clock.GetUtcNow(), TrustedRoots);
        return new BimiLookup(_dns, _fetcher, reader, name, selector, () => _clock.GetElapsedTime(start), cancellationToken).Run();
    }

    private static BimiResult Invalid(string domain, string selector, string detail) =>
        new() { Domain = domain, AsciiDomain = null, Selector = selector, Status = DomainRecordStatus.InvalidDomain, Detail = detail };
}
