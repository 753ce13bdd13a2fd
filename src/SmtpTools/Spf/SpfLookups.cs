using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Spf;

/// <summary>The DNS questions of one check, and what they may cost (RFC 7208 4.6.4).</summary>
internal sealed class SpfLookups(IMailDns dns, Func<TimeSpan> elapsed, CancellationToken time, CancellationToken cancellation)
{
    /// <summary>How many terms caused questions.</summary>
    public int Terms { get; private set; }

    /// <summary>How many of their answers were empty.</summary>
    public int Voids { get; private set; }

    /// <summary>Counts a term that causes questions. The eleventh ends the check.</summary>
    public void CountTerm(string term)
    {
        if (++Terms > SpfChecker.MaxLookups)
        {
            throw new SpfStopException(
                SpfResult.PermError, $"\"{term}\" is term {Terms} that causes DNS queries; the limit is {SpfChecker.MaxLookups} (RFC 7208 4.6.4).");
        }
    }

    /// <summary>The records that a term asks for. None are a void look-up; a failure ends the check.</summary>
    public IReadOnlyList<TRecord> Find<TRecord>(string name)
        where TRecord : DnsRecord
    {
        var records = Get<TRecord>(name);
        if (records.Count == 0)
        {
            CountVoid<TRecord>(name);
        }

        return records;
    }

    /// <summary>Counts an empty answer to a term's question. The third ends the check.</summary>
    public void CountVoid<TRecord>(string name)
        where TRecord : DnsRecord
    {
        if (++Voids > SpfChecker.MaxVoidLookups)
        {
            throw new SpfStopException(
                SpfResult.PermError,
                $"{name} has no {DnsRecord.TypeOf<TRecord>().ToString().ToUpperInvariant()} record, which is empty look-up {Voids}; the limit is {SpfChecker.MaxVoidLookups} (RFC 7208 4.6.4).");
        }
    }

    /// <summary>The addresses of a host in the client's family, for a term that asks for them itself.</summary>
    public IReadOnlyList<IPAddress> FindAddresses(string name, AddressFamily family) =>
        family == AddressFamily.InterNetwork ? [.. Find<ARecord>(name).Select(static r => r.Address)] : [.. Find<AaaaRecord>(name).Select(static r => r.Address)];

    /// <summary>The addresses of a host that a term came to by another record, which are not counted.</summary>
    public IReadOnlyList<IPAddress> GetAddresses(string name, AddressFamily family) =>
        family == AddressFamily.InterNetwork ? [.. Get<ARecord>(name).Select(static r => r.Address)] : [.. Get<AaaaRecord>(name).Select(static r => r.Address)];

    /// <summary>The records of a name; none where there are none. A failure ends the check (RFC 7208 5).</summary>
    public IReadOnlyList<TRecord> Get<TRecord>(string name)
        where TRecord : DnsRecord
    {
        var answer = Ask<TRecord>(name);
        return answer.IsTransient ? throw new SpfStopException(SpfResult.TempError, $"{answer.Name} could not be asked for: {answer.Error}") : answer.Records;
    }

    /// <summary>The answer about a name, whatever it is.</summary>
    public DnsAnswer<TRecord> Ask<TRecord>(string name)
        where TRecord : DnsRecord
    {
        if (elapsed() >= SpfChecker.MaxDuration)
        {
            throw OutOfTime();
        }

        try
        {
            return dns.Query<TRecord>(name, time);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw OutOfTime();
        }
        catch (ArgumentException)
        {
            // Macros can make names that a DNS client does not ask for, such as one with a space. Nobody has such a name.
            return new DnsAnswer<TRecord> { Name = name, Outcome = DnsOutcome.NoData };
        }
    }

    private static SpfStopException OutOfTime() => new(
        SpfResult.TempError, $"The check took more than {SpfChecker.MaxDuration.TotalSeconds:0} seconds (RFC 7208 4.6.4).");
}
