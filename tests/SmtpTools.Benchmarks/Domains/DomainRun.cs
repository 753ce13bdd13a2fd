using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using DnsClient;

namespace SmtpTools.Benchmarks.Domains;

/// <summary>One contender in this process: a warm-up that does not count, where none of them starts from nothing, then all domains, side by side.</summary>
internal sealed class DomainRun(int port, int domains)
{
    private const int FurtherRounds = 3;

    private readonly LookupClient _client = new(new LookupClientOptions(new IPEndPoint(IPAddress.Loopback, port)) { UseCache = false });

    /// <summary>Arguments: contender, port, domains.</summary>
    public static int Execute(string[] args)
    {
        var run = new DomainRun(int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
        DomainFigures[] figures = args[0] switch
        {
            "mx-smtptools" => [run.WithGrowth(run.Warm("Resolve-MailExchanger", run.Resolver))],
            "mx-dnsclient" => [run.Warm("DnsClient alone", () => run.Ask)],
            "mx-smtptools-anew" => [run.First("Resolve-MailExchanger, first in its process", run.Resolver)],
            "mx-dnsclient-anew" => [run.First("DnsClient alone, first in its process", () => run.Ask)],
            "test" => run.TestDomains(),
            _ => throw new ArgumentException($"There is no contender {args[0]}."),
        };
        Console.WriteLine(JsonSerializer.Serialize(figures));
        return 0;
    }

    /// <summary>In a process in which nothing has to be compiled any more.</summary>
    private DomainFigures Warm(string contender, Func<Action<int>> work)
    {
        WarmUp.UntilCompiled(() => SideBySide.Run(0, domains, work()));
        return First(contender, work);
    }

    /// <summary>As things are.</summary>
    private DomainFigures First(string contender, Func<Action<int>> work)
    {
        var (seconds, cpu) = Time(() => SideBySide.Run(0, domains, work()));
        return new DomainFigures(contender, domains, 3L * domains, seconds, cpu, null);
    }

    private DomainFigures WithGrowth(DomainFigures figures)
    {
        var before = PeakKiB();
        var resolve = Resolver();
        for (var round = 0; round < FurtherRounds; round++)
        {
            SideBySide.Run(0, domains, resolve);
        }

        return figures with { GrowthKiB = PeakKiB() - before };
    }

    // Whole tests, and then the same questions with nothing around them.
    private DomainFigures[] TestDomains()
    {
        var log = new QuestionLog(Network());
        WarmUp.UntilCompiled(() => SideBySide.Run(0, domains, Tester(log)));
        var warmUp = log.Asked.Count;
        var (seconds, cpu) = Time(() => SideBySide.Run(0, domains, Tester(log)));
        var questions = log.Asked.Skip(warmUp).ToArray();
        var (alone, cpuAlone) = Time(() => SideBySide.Run(0, questions.Length, i => _client.Query(questions[i].Name, (QueryType)questions[i].Type)));
        return
        [
            new DomainFigures("Test-MailDomain", domains, questions.Length, seconds, cpu, null),
            new DomainFigures("its questions by DnsClient alone", domains, questions.Length, alone, cpuAlone, null),
        ];
    }

    // What Resolve-MailExchanger does for each domain: MX, then both families of its host. With an empty cache.
    private Action<int> Resolver()
    {
        var resolver = new MailExchangerResolver(new CachingMailDns(Network(), SideBySide.Threads, keepsRepeatedOnly: true));
        return i =>
        {
            if (resolver.Resolve(DomainZone.Domain(i)) is not { Status: MailExchangerStatus.Found, Exchangers: [{ Addresses.Count: 2 }] })
            {
                throw new InvalidOperationException($"{DomainZone.Domain(i)} was not resolved.");
            }
        };
    }

    private void Ask(int i)
    {
        var found = _client.Query(DomainZone.Domain(i), QueryType.MX).Answers.MxRecords().Count()
            + _client.Query(DomainZone.Host(i), QueryType.AAAA).Answers.AaaaRecords().Count()
            + _client.Query(DomainZone.Host(i), QueryType.A).Answers.ARecords().Count();
        if (found != 3)
        {
            throw new InvalidOperationException($"{DomainZone.Domain(i)} was not resolved.");
        }
    }

    private static Action<int> Tester(IMailDns network)
    {
        var dns = new CachingMailDns(network, SideBySide.Threads);
        var tester = new MailDomainTester(dns, new HttpsFetcher(dns));
        return i =>
        {
            if (tester.Test(DomainZone.Domain(i)) is not { Unknown.Count: 0, Dmarc.Status: DomainRecordStatus.Found, Spf.Status: DomainRecordStatus.Found })
            {
                throw new InvalidOperationException($"{DomainZone.Domain(i)} was not tested.");
            }
        };
    }

    private DnsClientMailDns Network() => new(new MailDnsOptions { Servers = [DnsServerAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"))] });

    private static (double Seconds, double Cpu) Time(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        action();
        var seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        return (seconds, (process.TotalProcessorTime - cpu).TotalSeconds);
    }

    private static long PeakKiB()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1024;
    }
}
