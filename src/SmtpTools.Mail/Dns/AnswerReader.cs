using DnsClient;
using Wire = DnsClient.Protocol;

namespace SmtpTools.Mail.Dns;

/// <summary>Makes our answer to one question out of the servers' responses: follows the aliases in them, and tells the absences apart.</summary>
internal sealed class AnswerReader<TRecord>(string name)
    where TRecord : DnsRecord
{
    /// <summary>The most aliases that are followed; resolvers stop at about as many.</summary>
    internal const int MaxAliases = 16;

    // RFC 2308 5: one to three hours work well for absences, more than a day was found to be a problem.
    private static readonly TimeSpan MaxNegativeTimeToLive = TimeSpan.FromHours(3);

    private readonly List<CnameRecord> _aliases = [];
    private bool _authentic = true;
    private bool _trusted = true;

    /// <summary>The name to ask for next.</summary>
    internal string Current => _aliases.Count == 0 ? name : _aliases[_aliases.Count - 1].Target;

    /// <summary>Reads a response to the question for <see cref="Current"/>.</summary>
    /// <returns>The answer; null where the response ends at an alias whose target has still to be asked for.</returns>
    internal DnsAnswer<TRecord>? Read(ServerReply reply)
    {
        var response = reply.Response!;
        _authentic &= response.Header.IsAuthenticData;
        _trusted &= reply.Server.IsTrusted;

        var records = Records(response, Current);
        var known = _aliases.Count;
        if (!FollowAliases(records))
        {
            return Answer(reply, DnsOutcome.ServerFailure, [], TimeSpan.Zero, $"{reply.Server} answered with aliases that lead nowhere.");
        }

        var found = Found(records, out var timeToLive);
        if (found.Count > 0)
        {
            return Answer(reply, DnsOutcome.Found, found, Least(timeToLive));
        }

        var soa = response.Authorities.OfType<Wire.SoaRecord>().FirstOrDefault();
        if (response.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain)
        {
            return Answer(reply, DnsOutcome.NxDomain, [], NegativeTimeToLive(soa));
        }

        // A server that knows the alias and not its target leaves the rest to who asks (RFC 1034 5.2.2).
        return soa is null && _aliases.Count > known ? null : Answer(reply, DnsOutcome.NoData, [], NegativeTimeToLive(soa));
    }

    /// <summary>The answer where no server gave one.</summary>
    internal DnsAnswer<TRecord> Failed(RoundFailure failure) => new()
    {
        Name = name,
        Outcome = failure.Outcome,
        Aliases = _aliases,
        IsResolverTrusted = false,
        Resolver = failure.Server?.ToString(),
        ResponseCode = failure.ResponseCode,
        Error = failure.Error,
    };

    // Loops and lists of the right size: this is done for each question.
    private static List<DnsRecord> Records(IDnsQueryResponse response, string asked)
    {
        var records = new List<DnsRecord>(response.Answers.Count);
        foreach (var wire in response.Answers)
        {
            if (wire.RecordClass == QueryClass.IN && WireRecords.Read(wire, asked) is { } record)
            {
                records.Add(record);
            }
        }

        return records;
    }

    private List<TRecord> Found(List<DnsRecord> records, out TimeSpan timeToLive)
    {
        timeToLive = TimeSpan.MaxValue;
        var found = new List<TRecord>(records.Count);
        foreach (var record in records)
        {
            if (record is TRecord wanted && IsSame(wanted.Name, Current))
            {
                found.Add(wanted);
                timeToLive = Lesser(timeToLive, wanted.TimeToLive);
            }
        }

        return found;
    }

    // False where they loop or there are too many.
    private bool FollowAliases(List<DnsRecord> records)
    {
        // Asked for, an alias is the answer and not the way to it.
        while (typeof(TRecord) != typeof(CnameRecord) && AliasOf(Current, records) is { } alias)
        {
            _aliases.Add(alias);
            if (_aliases.Count > MaxAliases || _aliases.Exists(a => IsSame(a.Name, alias.Target)))
            {
                return false;
            }
        }

        return true;
    }

    private static CnameRecord? AliasOf(string name, List<DnsRecord> records)
    {
        foreach (var record in records)
        {
            if (record is CnameRecord alias && IsSame(alias.Name, name))
            {
                return alias;
            }
        }

        return null;
    }

    private DnsAnswer<TRecord> Answer(
        ServerReply reply, DnsOutcome outcome, IReadOnlyList<TRecord> records, TimeSpan timeToLive, string? error = null) => new()
        {
            Name = name,
            Outcome = outcome,
            Aliases = _aliases.Count == 0 ? [] : _aliases,
            Records = records,
            TimeToLive = timeToLive,
            IsAuthentic = _authentic && error is null,
            IsResolverTrusted = _trusted,
            Resolver = reply.Server.ToString(),
            ResponseCode = ResponseCodes.NameOf(reply.Response!.Header.ResponseCode),
            Error = error,
        };

    // RFC 2308 5: the lesser of the SOA record's own time to live and its MINIMUM field.
    private TimeSpan NegativeTimeToLive(Wire.SoaRecord? soa)
    {
        if (soa is null)
        {
            return TimeSpan.Zero;
        }

        var seconds = Math.Min(Math.Max(0, soa.InitialTimeToLive), soa.Minimum);
        return Lesser(Least(TimeSpan.FromSeconds(seconds)), MaxNegativeTimeToLive);
    }

    private TimeSpan Least(TimeSpan timeToLive)
    {
        foreach (var alias in _aliases)
        {
            timeToLive = Lesser(timeToLive, alias.TimeToLive);
        }

        return timeToLive;
    }

    private static TimeSpan Lesser(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
