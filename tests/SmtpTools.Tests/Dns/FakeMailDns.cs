using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace SmtpTools.Tests.Dns;

/// <summary>DNS in memory: holds records, follows aliases, tells NODATA from NXDOMAIN, and fails where it is told to.</summary>
internal sealed class FakeMailDns : IMailDns
{
    private readonly List<DnsRecord> _records = [];
    private readonly Dictionary<(string, DnsRecordType?), DnsOutcome> _failures = [];
    private readonly HashSet<string> _unsigned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every question that was asked, in order.</summary>
    internal ConcurrentQueue<(string Name, DnsRecordType Type)> Questions { get; } = new();

    /// <summary>Whether answers bear the AD flag.</summary>
    internal bool IsAuthentic { get; init; }

    /// <summary>Whether the resolver is a trusted one.</summary>
    internal bool IsTrusted { get; init; } = true;

    /// <summary>The time to live of records made from here on.</summary>
    internal TimeSpan TimeToLive { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Runs before each answer, on the asking thread.</summary>
    internal Action<string, DnsRecordType>? BeforeAnswer { get; set; }

    internal FakeMailDns Mx(string name, int preference, string exchange) => With(new MxRecord(name, TimeToLive, preference, exchange));

    internal FakeMailDns A(string name, string address) => With(new ARecord(name, TimeToLive, IPAddress.Parse(address)));

    internal FakeMailDns Aaaa(string name, string address) => With(new AaaaRecord(name, TimeToLive, IPAddress.Parse(address)));

    internal FakeMailDns Cname(string name, string target) => With(new CnameRecord(name, TimeToLive, target));

    internal FakeMailDns Ptr(string address, string host) => With(new PtrRecord(ReverseName.Of(IPAddress.Parse(address)), TimeToLive, host));

    internal FakeMailDns Txt(string name, params string[] strings) =>
        With(new TxtRecord(name, TimeToLive, [.. strings.Select(Encoding.UTF8.GetBytes)]));

    internal FakeMailDns Zone(string name, params string[] servers)
    {
        foreach (var server in servers)
        {
            _ = With(new NsRecord(name, TimeToLive, server));
        }

        return With(new SoaRecord(name, TimeToLive, servers[0], "hostmaster." + name, 1, TimeToLive, TimeToLive, TimeToLive, TimeToLive));
    }

    internal FakeMailDns Tlsa(string name, string data) => DaneAssociationParser.TryParse(data, out var association)
        ? With(new TlsaRecord(name, TimeToLive, (byte)association.Usage, (byte)association.Selector, (byte)association.MatchingType, association.Octets))
        : throw new FormatException($"{data} is no TLSA record.");

    /// <summary>Takes the AD flag from answers that touch a name.</summary>
    internal FakeMailDns Unsigned(params string[] names)
    {
        _unsigned.UnionWith(names);
        return this;
    }

    /// <summary>Makes the questions about a name fail: those for one type, or all.</summary>
    internal FakeMailDns Fails(string name, DnsOutcome outcome, DnsRecordType? type = null)
    {
        _failures[(name, type)] = outcome;
        return this;
    }

    public DnsAnswer<TRecord> Query<TRecord>(string name, CancellationToken cancellationToken = default)
        where TRecord : DnsRecord
    {
        cancellationToken.ThrowIfCancellationRequested();
        var type = DnsRecord.TypeOf<TRecord>();
        Questions.Enqueue((name, type));
        BeforeAnswer?.Invoke(name, type);

        var aliases = new List<CnameRecord>();
        var current = name;
        while (true)
        {
            if (_failures.TryGetValue((current, type), out var failure) || _failures.TryGetValue((current, null), out failure))
            {
                return Answer<TRecord>(name, failure, aliases, []);
            }

            var here = _records.FindAll(r => Same(r.Name, current));
            for (var parent = current; here.Count == 0 && parent.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot;)
            {
                // RFC 4592: a wildcard answers for what does not exist below its parent.
                parent = parent[(dot + 1)..];
                here = _records.FindAll(r => Same(r.Name, "*." + parent));
            }

            var found = here.OfType<TRecord>().ToList();
            var alias = typeof(TRecord) == typeof(CnameRecord) ? null : here.OfType<CnameRecord>().FirstOrDefault();
            if (found.Count > 0 || alias is null)
            {
                var exists = here.Count > 0 || _records.Exists(r => r.Name.EndsWith("." + current, StringComparison.OrdinalIgnoreCase));
                return Answer(name, found.Count > 0 ? DnsOutcome.Found : exists ? DnsOutcome.NoData : DnsOutcome.NxDomain, aliases, found);
            }

            aliases.Add(alias);
            if (Same(alias.Target, name) || aliases.Exists(a => Same(a.Name, alias.Target)))
            {
                return Answer<TRecord>(name, DnsOutcome.ServerFailure, aliases, []);
            }

            current = alias.Target;
        }
    }

    private FakeMailDns With(DnsRecord record)
    {
        _records.Add(record);
        return this;
    }

    private DnsAnswer<TRecord> Answer<TRecord>(string name, DnsOutcome outcome, List<CnameRecord> aliases, List<TRecord> records)
        where TRecord : DnsRecord => new()
        {
            Name = name,
            Outcome = outcome,
            Aliases = aliases,
            Records = records,
            TimeToLive = records.Count > 0 ? records.Min(r => r.TimeToLive) : TimeToLive,
            IsAuthentic = IsAuthentic && !aliases.Select(a => a.Target).Append(name).Any(_unsigned.Contains) && outcome is (DnsOutcome.Found or DnsOutcome.NoData or DnsOutcome.NxDomain),
            IsResolverTrusted = IsTrusted,
            Resolver = outcome == DnsOutcome.Timeout ? null : "192.0.2.53:53",
            ResponseCode = outcome switch
            {
                DnsOutcome.Found or DnsOutcome.NoData => "NOERROR",
                DnsOutcome.NxDomain => "NXDOMAIN",
                DnsOutcome.ServerFailure => "SERVFAIL",
                _ => null,
            },
            Error = outcome switch
            {
                DnsOutcome.ServerFailure => "The server answered SERVFAIL.",
                DnsOutcome.Timeout => "No answer came in time.",
                _ => null,
            },
        };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
