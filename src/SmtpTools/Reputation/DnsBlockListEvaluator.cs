using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>
/// Asks DNS block lists for addresses (RFC 5782). A listing is believed only from a list that passes its test points, and an answer by which a
/// list refuses a resolver is never taken for one.
/// </summary>
public sealed class DnsBlockListEvaluator
{
    /// <summary>The most characters that are kept of a list's reason.</summary>
    public const int MaxReason = 500;

    // RFC 5782 5: a list must have 127.0.0.2 and ::FFFF:7F00:2, and must not have 127.0.0.1 and ::FFFF:7F00:1.
    private const string ListedV4 = "2.0.0.127";
    private const string UnlistedV4 = "1.0.0.127";
    private const string MappedZeros = ".0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0";
    private const string ListedV6 = "2.0.0.0" + MappedZeros;
    private const string UnlistedV6 = "1.0.0.0" + MappedZeros;

    private readonly IMailDns _dns;

    /// <summary>Makes an evaluator. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked; one that keeps answers, since each list's test points are asked for beside each address.</param>
    public DnsBlockListEvaluator(IMailDns dns) => _dns = dns;

    /// <summary>Asks one list for one address. Whatever goes wrong is in the result.</summary>
    /// <param name="address">The address.</param>
    /// <param name="list">The list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DnsBlockListResult Evaluate(IPAddress address, DnsBlockList list, CancellationToken cancellationToken = default)
    {
        if (address is null || list is null)
        {
            throw new ArgumentNullException(address is null ? nameof(address) : nameof(list));
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (SpecialPurposeAddress.BlockOf(address) is { } block)
        {
            return Result(DnsBlockListStatus.NotAsked, $"{address} is not reached from the Internet: {block}.");
        }

        var answer = _dns.Query<ARecord>($"{LabelsOf(address)}.{list.Zone}", cancellationToken);
        if (answer.IsTransient)
        {
            return Result(answer.Outcome == DnsOutcome.Timeout ? DnsBlockListStatus.Timeout : DnsBlockListStatus.ServerFailure, $"{list} could not be asked: {answer.Error}");
        }

        // In order, since a server turns its records round from one answer to the next.
        var codes = answer.Records.Select(static record => record.Address).OrderBy(static code => BinaryPrimitives.ReadUInt32BigEndian(code.GetAddressBytes())).ToList();
        return codes.Exists(IsRefusal) ? Refused()
            : codes.Count == 0 ? NotListed()
            : codes.TrueForAll(static code => code.GetAddressBytes()[0] == 127) ? Listed()
            : Result(DnsBlockListStatus.Unusable, $"{list} answered {string.Join(", ", codes)}, which no block list does: its zone is no longer one, or somebody on the way answers in its place.");

        DnsBlockListResult Refused() => Result(
            DnsBlockListStatus.Refused, $"{list} does not answer {answer.Resolver ?? "this resolver"} ({string.Join(", ", codes)}): a public resolver, or one that asked too much.");

        DnsBlockListResult NotListed()
        {
            var isV4 = address.AddressFamily == AddressFamily.InterNetwork;
            var point = _dns.Query<ARecord>($"{(isV4 ? ListedV4 : ListedV6)}.{list.Zone}", cancellationToken);
            return point.Records.Any(static record => IsRefusal(record.Address)) ? Result(DnsBlockListStatus.Refused, $"{list} does not answer {point.Resolver ?? "this resolver"}: a public resolver, or one that asked too much.")
                : point.Outcome == DnsOutcome.Found ? Result(DnsBlockListStatus.NotListed, null)
                : point.IsTransient ? Result(DnsBlockListStatus.ServerFailure, $"{list} could not be asked for its test point: {point.Error}")
                : isV4 ? Result(DnsBlockListStatus.Unusable, $"{list} does not have its own test point 127.0.0.2 (RFC 5782 5): it does not work any more, or does not answer this resolver.")
                : Result(DnsBlockListStatus.NotAsked, $"{list} holds no IPv6 addresses: it does not have the test point ::ffff:127.0.0.2 (RFC 5782 5).");
        }

        DnsBlockListResult Listed()
        {
            var unlisted = address.AddressFamily == AddressFamily.InterNetwork ? UnlistedV4 : UnlistedV6;
            if (_dns.Query<ARecord>($"{unlisted}.{list.Zone}", cancellationToken).Outcome == DnsOutcome.Found)
            {
                return Result(DnsBlockListStatus.Unusable, $"{list} has the test point 127.0.0.1, which it must not (RFC 5782 5): it lists everything, as lists that were given up do.");
            }

            var texts = _dns.Query<TxtRecord>(answer.Name, cancellationToken).Records;
            var explained = codes.ConvertAll(list.Explain);
            return Result(DnsBlockListStatus.Listed, $"{address} is on {list}: {string.Join(", ", explained)}.", explained, texts.Count > 0 ? texts[0].Text : null);
        }

        DnsBlockListResult Result(DnsBlockListStatus status, string? detail, IReadOnlyList<DnsBlockListCode>? explained = null, string? reason = null) => new()
        {
            Zone = list.Zone,
            Address = address.ToString(),
            Status = status,
            Codes = explained ?? [],
            Reason = reason is { Length: > MaxReason } ? reason.Substring(0, MaxReason) : reason,
            Detail = detail,
            Website = list.Website,
        };
    }

    /// <summary>127.0.0.1 and 127.255.255.0/24 are what lists answer to those whom they do not serve, and never an entry.</summary>
    private static bool IsRefusal(IPAddress code)
    {
        var octets = code.GetAddressBytes();
        return octets is [127, 0, 0, 1] or [127, 255, 255, _];
    }

    /// <summary>The address's labels alone: octets for IPv4, nibbles for IPv6 (RFC 5782 2.1, 2.4).</summary>
    private static string LabelsOf(IPAddress address)
    {
        var name = ReverseName.Of(address);
        return name.Substring(0, name.Length - (address.AddressFamily == AddressFamily.InterNetwork ? ".in-addr.arpa".Length : ".ip6.arpa".Length));
    }
}
