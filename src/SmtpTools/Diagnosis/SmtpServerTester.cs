using System.Collections.Concurrent;
using System.Net;
using SmtpTools.Diagnosis;
using SmtpTools.Diagnosis.Probes;
using SmtpTools.Dns;
using SmtpTools.Session;

namespace SmtpTools;

/// <summary>Tests servers: one session walked from DNS to QUIT, and checks of what it showed. No message is ever begun by it.</summary>
/// <remarks>It keeps nothing between tests, and is safe to use from several threads at once.</remarks>
public sealed class SmtpServerTester
{
    /// <summary>The most mail exchangers of one domain that are tested at a time.</summary>
    private const int MaxSideBySide = 16;

    private readonly SmtpServerTestOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a tester.</summary>
    /// <param name="options">How servers are tested; not to be changed afterwards.</param>
    /// <param name="timeProvider">The clock; the system's where null.</param>
    /// <exception cref="ArgumentException">The name to be given in EHLO is none, or a check misses its recipient.</exception>
    public SmtpServerTester(SmtpServerTestOptions options, TimeProvider? timeProvider = null)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _time = timeProvider ?? TimeProvider.System;
        if (options.Recipient is null && options.Checks.Any(static check => check is SmugglingProbe))
        {
            throw new ArgumentException("The check Smuggling sends messages: name the recipient that they are for.", nameof(options));
        }

        if (options.Session.LocalDomain is { } name)
        {
            _ = LocalName.Check(name);
        }
    }

    /// <summary>Tests one server. Whatever goes wrong is in the result.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="cancellationToken">Ends the test at once.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public SmtpServerTest Test(SmtpEndpoint endpoint, CancellationToken cancellationToken = default)
    {
        var test = New(endpoint ?? throw new ArgumentNullException(nameof(endpoint)));
        if (_options is { LooksUpServers: true, Dns: { } dns } && endpoint is { UnixSocketPath: null, Addresses.Count: 0 }
            && !IPAddress.TryParse(endpoint.Host, out _) && DomainName.TryParse(endpoint.Host, out var name, out _))
        {
            var host = new ExchangerHosts(dns, confirmsReverseNames: false, cancellationToken).Look(name.Ascii);
            if (host.Addresses.Count == 0)
            {
                test.Phases = DnsFailed(_time.GetUtcNow() - test.Started, string.Join(" ", host.Faults.Select(static fault => fault.Message)));
                test.Failure = new SmtpConnectException(test.Error!, []) { Phase = SmtpPhase.Resolve };
                return Judge(endpoint, test, null, dns, cancellationToken);
            }

            foreach (var address in host.Addresses)
            {
                endpoint.Addresses.Add(IPAddress.Parse(address.Address));
            }
        }

        return Run(endpoint, test, null, _options.Dns, cancellationToken);
    }

    /// <summary>Tests every mail exchanger of a domain, side by side.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="port">The TCP port.</param>
    /// <param name="dns">Who is asked for the mail exchangers, and by the checks that ask DNS.</param>
    /// <param name="report">Given each result as it comes, on the calling thread; those of exchangers that gave no answer to connecting come last. A domain without a server to test has one result, that of its DNS.</param>
    /// <param name="cancellationToken">Ends the tests at once.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void TestDomain(string domain, int port, IMailDns dns, Action<SmtpServerTest> report, CancellationToken cancellationToken = default)
    {
        if (report is null)
        {
            throw new ArgumentNullException(nameof(report));
        }

        var found = new MailExchangerResolver(dns, _time).Resolve(domain, cancellationToken);
        if (!found.AcceptsMail)
        {
            report(WithoutServer(found, port));
            return;
        }

        using var results = new BlockingCollection<SmtpServerTest>();
        var all = Task.Run(() => TestAll(found, port, dns, results, cancellationToken), CancellationToken.None);
        var silent = new List<SmtpServerTest>();
        var others = 0;
        foreach (var test in results.GetConsumingEnumerable(CancellationToken.None))
        {
            // Whether it is they or the way to them shows when all are known.
            if (PortBlock.IsSilent(test))
            {
                silent.Add(test);
            }
            else
            {
                others++;
                report(test);
            }
        }

        all.GetAwaiter().GetResult();
        if (others == 0)
        {
            PortBlock.Judge(silent);
        }

        silent.ForEach(report);
    }

    private void TestAll(MailExchangerResult found, int port, IMailDns dns, BlockingCollection<SmtpServerTest> results, CancellationToken cancellationToken)
    {
        try
        {
            var domain = new ExchangerOf(found, _options.Fetcher is { } fetcher
                ? new Lazy<MtaStsResult>(() => new MtaStsEvaluator(dns, fetcher, _time).Evaluate(found.Domain, cancellationToken))
                : null);
            SideBySide.Run(
                found.Exchangers.Count,
                MaxSideBySide,
                i => results.Add(TestExchanger(domain, found.Exchangers[i], port, dns, cancellationToken), CancellationToken.None),
                cancellationToken);
        }
        finally
        {
            results.CompleteAdding();
        }
    }

    private SmtpServerTest TestExchanger(ExchangerOf domain, MailExchanger exchanger, int port, IMailDns dns, CancellationToken cancellationToken)
    {
        var endpoint = new SmtpEndpoint(exchanger.Host, port);
        var test = New(endpoint);
        test.Domain = domain.Domain.Domain;
        test.Preference = exchanger.Preference;
        if (!exchanger.IsUsable)
        {
            test.Phases = DnsFailed(domain.Domain.Duration, string.Join(" ", exchanger.Faults.Select(static fault => fault.Message)));
            return test;
        }

        foreach (var address in exchanger.Addresses)
        {
            endpoint.Addresses.Add(IPAddress.Parse(address.Address));
        }

        return Run(endpoint, test, domain, dns, cancellationToken);
    }

    private SmtpServerTest WithoutServer(MailExchangerResult found, int port) => new()
    {
        Domain = found.Domain,
        Port = port,
        Started = _time.GetUtcNow(),
        Duration = found.Duration,
        Phases = DnsFailed(found.Duration, found.Detail ?? found.ToString()),
    };

    private static IReadOnlyList<ServerPhaseResult> DnsFailed(TimeSpan time, string why)
    {
        var log = new PhaseLog(isImplicitTls: false);
        log.Failed(ServerPhase.Dns, time, why);
        return log.Results;
    }

    private SmtpServerTest New(SmtpEndpoint endpoint) => new()
    {
        Server = endpoint.Host,
        Port = endpoint.Port,
        Started = _time.GetUtcNow(),
        Security = _options.Session.For(endpoint).EffectiveSecurity,
    };

    private SmtpServerTest Run(SmtpEndpoint endpoint, SmtpServerTest test, ExchangerOf? exchanger, IMailDns? dns, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        using (var walk = new SessionWalk(endpoint, _options, test, _time))
        {
            walk.Run(cancellationToken);
        }

        _ = Judge(endpoint, test, exchanger, dns, cancellationToken);
        test.Duration = _time.GetElapsedTime(start);
        return test;
    }

    private SmtpServerTest Judge(SmtpEndpoint endpoint, SmtpServerTest test, ExchangerOf? exchanger, IMailDns? dns, CancellationToken cancellationToken)
    {
        var context = new CheckContext(endpoint, _options, test, _time, cancellationToken) { Dns = dns, Exchanger = exchanger };
        var checks = _options.Checks.Where(check => dns is not null || !check.NeedsDns).ToList();
        foreach (var check in checks)
        {
            context.Current = check;
            check.Run(context);
        }

        test.Findings = context.Findings;
        test.Checks = checks.ConvertAll(static check => check.Id);
        test.IncompleteChecks = context.Incomplete;
        return test;
    }
}
