using System.Net;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>The server's address, its name in DNS and the name that it gives itself: whether they belong together.</summary>
internal sealed class NamesProbe : SmtpCheck
{
    public static readonly FindingKind ReverseNameMissing = new(
        "ReverseNameMissing",
        FindingSeverity.Information,
        "The server's address has no name",
        "For receiving that does not matter. When the host sends, many receivers refuse its mail.",
        "Where the host sends mail, have its provider set the PTR record of the address to the server's name.",
        "RFC 8601 2.7.3; RFC 5321 4.1.4");

    public static readonly FindingKind ReverseNameNotConfirmed = new(
        "ReverseNameNotConfirmed",
        FindingSeverity.Information,
        "The name of the server's address does not lead back to it",
        "Anybody can give an address any name; only one that leads back counts. When the host sends, many receivers refuse its mail.",
        "Let the PTR record name a host that has this address, or give that host the address.",
        "RFC 8601 2.7.3");

    public static readonly FindingKind ServerNameNotConfirmed = new(
        "ServerNameNotConfirmed",
        FindingSeverity.Information,
        "The name that the server gives itself does not have its address",
        "For receiving that does not matter: a cluster often has one name and many addresses, and translation of addresses looks the same. A host that also sends under this name is refused by receivers that compare.",
        "Where the host sends mail, use a host name that has the address that it sends from.",
        "RFC 5321 4.1.4, 2.3.5");

    public override string Id => "Names";

    public override string Description => "Whether the name of the server's address leads back to it, and whether the name in the reply to EHLO has the address.";

    public override string Cost => "nothing; four questions to DNS";

    public override bool NeedsDns => true;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([ReverseNameMissing, ReverseNameNotConfirmed, ServerNameNotConfirmed]);

    internal override void Run(CheckContext context)
    {
        // What is seen through a proxy is not known by its address, and every computer calls itself localhost.
        if (context.Test.Address is not { } text || !IPAddress.TryParse(text, out var address) || IPAddress.IsLoopback(address))
        {
            return;
        }

        var iprev = new IprevEvaluator(context.Dns!).Evaluate(address, context.Cancellation);
        context.Test.Iprev = iprev;
        if (iprev.Status is IprevStatus.PermError or IprevStatus.Fail)
        {
            context.Report(iprev.Status == IprevStatus.PermError ? ReverseNameMissing : ReverseNameNotConfirmed, iprev.Detail!);
        }

        if (context.Test.ServerName is { } name
            && !iprev.ConfirmedNames.Contains(name, StringComparer.OrdinalIgnoreCase)
            && DomainName.TryParse(name, out var domain, out _)
            && AddressesOf(context, domain.Ascii, address) is { } addresses
            && !addresses.Contains(address))
        {
            context.Report(ServerNameNotConfirmed, addresses.Count == 0 ? $"'{name}' has no address." : $"'{name}' has {string.Join(", ", addresses.Take(5))} and not {address}.");
        }
    }

    /// <summary>The addresses of one family that a name has; null where they could not be asked for.</summary>
    private static List<IPAddress>? AddressesOf(CheckContext context, string name, IPAddress like)
    {
        return like.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Ask<AaaaRecord>() : Ask<ARecord>();

        List<IPAddress>? Ask<TRecord>()
            where TRecord : AddressRecord
        {
            var answer = context.Dns!.Query<TRecord>(name, context.Cancellation);
            return answer.IsTransient ? null : [.. answer.Records.Select(static record => record.Address)];
        }
    }
}
