using System.Globalization;
using SmtpTools.Dane;
using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>Finds the TLSA records of mail servers and says what senders make of them (RFC 7672 2.2). No server is connected to.</summary>
public sealed class DaneEvaluator
{
    /// <summary>The most hosts of a domain that are looked at. With more, the domain is not called protected.</summary>
    public const int MaxHosts = 20;

    /// <summary>
    /// The most TLSA records of one host that are judged one by one. All are taken, as many as an answer of DNS has room for, since a certificate
    /// may match the last of them.
    /// </summary>
    public const int MaxRecords = 50;

    private readonly IMailDns _dns;
    private readonly TimeProvider _clock;

    /// <summary>Makes an evaluator. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked. DANE needs a resolver that validates.</param>
    /// <param name="timeProvider">Measures the durations; the system's clock where null.</param>
    public DaneEvaluator(IMailDns dns, TimeProvider? timeProvider = null)
    {
        _dns = dns;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>
    /// Whether TLSA records are looked for under hosts that DNSSEC does not secure, too. Senders do not (RFC 7672 2.2.2), since servers that fail at
    /// such questions stand before many unsigned zones; what is found is shown and counts for nothing.
    /// </summary>
    public bool AsksForInsecureHosts { get; init; }

    /// <summary>The name of a server's TLSA records (RFC 6698 3).</summary>
    /// <param name="host">The server's name in ASCII.</param>
    /// <param name="port">The TCP port.</param>
    /// <returns>Such as <c>_25._tcp.mx.example.com</c>.</returns>
    public static string NameOf(string host, int port) => string.Format(CultureInfo.InvariantCulture, "_{0}._tcp.{1}", port, host);

    /// <summary>Finds the records of a domain's mail exchangers. Whatever goes wrong is in the result.</summary>
    /// <param name="domain">The domain, in ASCII or Unicode.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DaneResult Evaluate(string domain, CancellationToken cancellationToken = default)
    {
        var start = _clock.GetTimestamp();
        var mx = new MailExchangerResolver(_dns, _clock).Resolve(domain, cancellationToken);
        List<string> names = [.. mx.Exchangers.Select(exchanger => exchanger.Host).Distinct(StringComparer.OrdinalIgnoreCase)];
        List<DaneHost> hosts = [.. names.Take(MaxHosts).Select(host => Look(host, SmtpPorts.Relay, NamesOf(mx), cancellationToken))];
        var leftOut = names.Count > MaxHosts ? $"{mx.AsciiDomain} has more than {MaxHosts} mail exchangers; the {MaxHosts} most preferred are looked at." : mx.LeftOut;
        var (status, detail) = mx.Status switch
        {
            MailExchangerStatus.InvalidDomain => (DomainRecordStatus.InvalidDomain, mx.Detail),
            MailExchangerStatus.NxDomain => (DomainRecordStatus.NxDomain, mx.Detail),
            MailExchangerStatus.ServerFailure => (DomainRecordStatus.ServerFailure, mx.Detail),
            MailExchangerStatus.Timeout => (DomainRecordStatus.Timeout, mx.Detail),
            _ when hosts.Count == 0 => (DomainRecordStatus.NotFound, mx.Detail),
            _ => StatusOf(hosts),
        };
        return new DaneResult
        {
            Domain = mx.Domain,
            AsciiDomain = mx.AsciiDomain,
            Status = status,
            Detail = detail,
            Hosts = hosts,
            HasAllHosts = leftOut is null,
            IsMxSecure = mx.IsSecure,
            IsAuthentic = mx.IsAuthentic && hosts.TrueForAll(host => host.IsAuthentic),
            IsSecure = mx.IsSecure && hosts.TrueForAll(host => host.IsSecure),
            Findings = DaneJudge.Judge(hosts, mx.IsSecure, mx.IsAuthentic, leftOut),
            Resolver = mx.Resolver,
            TimeToLive = hosts.Select(host => host.TimeToLive).Append(mx.TimeToLive).Min(),
            Duration = _clock.GetElapsedTime(start),
        };
    }

    /// <summary>Finds the records of one server. Whatever goes wrong is in the result.</summary>
    /// <param name="host">The server's name, in ASCII or Unicode.</param>
    /// <param name="port">The TCP port: 25, or 587 and 465 for submission.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DaneResult EvaluateHost(string host, int port = SmtpPorts.Relay, CancellationToken cancellationToken = default) => EvaluateHost(host, port, exchangerOf: null, cancellationToken);

    /// <summary>The same for a server that is known to be a domain's mail exchanger.</summary>
    internal DaneResult EvaluateHost(string host, int port, MailExchangerResult? exchangerOf, CancellationToken cancellationToken)
    {
        var start = _clock.GetTimestamp();
        var isName = QueryName.TryParse(host ?? throw new ArgumentNullException(nameof(host)), out var name, out var fault);
        List<DaneHost> hosts = isName ? [Look(name!.Ascii, port, exchangerOf is null ? [name.Ascii] : NamesOf(exchangerOf), cancellationToken)] : [];
        var (status, detail) = isName ? StatusOf(hosts) : (DomainRecordStatus.InvalidDomain, $"\"{host}\" is not a host name: {fault}.");
        return new DaneResult
        {
            Domain = name?.Unicode ?? host,
            AsciiDomain = name?.Ascii,
            Status = status,
            Detail = detail,
            Hosts = hosts,
            IsMxSecure = null,
            IsAuthentic = hosts.Exists(h => h.IsAuthentic),
            IsSecure = hosts.Exists(h => h.IsSecure),
            Findings = DaneJudge.Judge(hosts, isMxSecure: true, isMxAuthentic: true),
            Resolver = hosts.Select(h => h.Resolver).FirstOrDefault(),
            TimeToLive = hosts.Select(h => h.TimeToLive).FirstOrDefault(),
            Duration = _clock.GetElapsedTime(start),
        };
    }

    private DaneHost Look(string host, int port, IReadOnlyList<string> furtherNames, CancellationToken cancellationToken) =>
        new DaneHostLookup(_dns, host, port, furtherNames, AsksForInsecureHosts, cancellationToken).Run();

    /// <summary>The domain and what it is an alias of, where nobody can have forged the MX records (RFC 7672 3.2.2).</summary>
    private static List<string> NamesOf(MailExchangerResult mx) => mx is { IsSecure: true, AsciiDomain: { } domain } ? [domain, .. mx.Aliases.Skip(mx.Aliases.Count - 1)] : [];

    private static (DomainRecordStatus Status, string? Detail) StatusOf(List<DaneHost> hosts)
    {
        if (hosts.Exists(host => host.Status is DaneHostStatus.Usable or DaneHostStatus.ResolverNotTrusted))
        {
            return (DomainRecordStatus.Found, null);
        }

        if (hosts.Find(host => host.IsTransient) is { } failed)
        {
            return (failed.Status == DaneHostStatus.Timeout ? DomainRecordStatus.Timeout : DomainRecordStatus.ServerFailure, failed.Detail);
        }

        var unusable = hosts.Find(host => host.Status is DaneHostStatus.Unusable or DaneHostStatus.RecordNotSecure);
        return unusable is null ? (DomainRecordStatus.NotFound, hosts[0].Detail) : (DomainRecordStatus.Invalid, unusable.Detail);
    }
}
