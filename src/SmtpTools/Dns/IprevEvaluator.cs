using System.Net;
using System.Net.Sockets;
using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>Asks for the names of an address, and whether these have that address ("forward-confirmed reverse DNS", RFC 8601 3).</summary>
public sealed class IprevEvaluator
{
    /// <summary>The most names of one address that are followed.</summary>
    public const int MaxNames = 10;

    private readonly IMailDns _dns;

    /// <summary>Makes an evaluator. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked.</param>
    public IprevEvaluator(IMailDns dns) => _dns = dns;

    /// <summary>Asks. Whatever goes wrong is in the result.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IprevResult Evaluate(IPAddress address, CancellationToken cancellationToken = default)
    {
        if (address is null)
        {
            throw new ArgumentNullException(nameof(address));
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var reverse = _dns.Query<PtrRecord>(ReverseName.Of(address), cancellationToken);
        if (reverse.Outcome != DnsOutcome.Found)
        {
            return reverse.IsTransient
                ? new IprevResult { Status = IprevStatus.TempError, Detail = $"The names of {address} could not be had: {reverse.Error}" }
                : new IprevResult { Status = IprevStatus.PermError, Detail = $"{address} has no name." };
        }

        List<string> all = [.. reverse.Records.Select(record => record.HostName).Distinct(StringComparer.OrdinalIgnoreCase)];
        List<string> names = [.. all.Take(MaxNames)];
        var confirmed = new List<string>();
        DnsAnswer? failed = null;
        foreach (var name in names)
        {
            // A PTR record may hold any octets; what can't be asked for does not lead back.
            if (!QueryName.TryParse(name, out var asked, out _))
            {
                continue;
            }

            var (forward, leadsBack) = address.AddressFamily == AddressFamily.InterNetworkV6
                ? Ask<AaaaRecord>(asked.Ascii, address, cancellationToken)
                : Ask<ARecord>(asked.Ascii, address, cancellationToken);
            failed ??= forward.IsTransient ? forward : null;
            if (leadsBack)
            {
                confirmed.Add(name);
            }
        }

        var status = confirmed.Count > 0 ? IprevStatus.Pass : failed is not null ? IprevStatus.TempError : IprevStatus.Fail;
        return new IprevResult
        {
            Status = status,
            Names = names,
            ConfirmedNames = confirmed,
            Detail = status switch
            {
                IprevStatus.Pass => null,
                IprevStatus.TempError => $"The addresses of {failed!.Name} could not be had: {failed.Error}",
                _ => $"{address} is called {string.Join(", ", names)}, which does not have that address.{(all.Count > names.Count ? $" It has {all.Count - names.Count} more names, which were not looked at." : string.Empty)}",
            },
        };
    }

    private (DnsAnswer Answer, bool LeadsBack) Ask<TRecord>(string name, IPAddress address, CancellationToken cancellationToken)
        where TRecord : AddressRecord
    {
        var answer = _dns.Query<TRecord>(name, cancellationToken);
        return (answer, answer.Records.Any(record => record.Address.Equals(address)));
    }
}
