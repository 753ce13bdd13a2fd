using System.Net;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>The server's TLSA records against the certificates that it shows.</summary>
internal sealed class DaneProbe : SmtpCheck
{
    public static readonly FindingKind DaneMismatch = new(
        "DaneMismatch",
        FindingSeverity.Error,
        "The server's certificate does not match its TLSA records",
        "Senders with DANE deliver nothing to this server: mail waits and is returned in the end. Usually the key was changed before the records.",
        "Bring back the old key, or publish the new one's record and wait out the TTL. From then on publish the next key's record first, use it after twice the TTL, and take the old record out last (3 1 1 current + 3 1 1 next); or keep the key at each renewal.",
        "RFC 7672 2.2, 3; RFC 7671 8");

    public static readonly FindingKind DaneWithoutTls = new(
        "DaneWithoutTls",
        FindingSeverity.Error,
        "There are TLSA records, and TLS does not come about",
        "Senders with DANE require TLS here and deliver nothing without it.",
        "Switch STARTTLS on again, or take the TLSA records out and wait out their TTL.",
        "RFC 7672 2.2");

    public static readonly FindingKind DaneUnusable = new(
        "DaneUnusable",
        FindingSeverity.Warning,
        "None of the server's TLSA records is usable",
        "Senders with DANE require TLS but take any certificate: no protection against impostors.",
        "Publish a record of usage 3 or 2 that matches the server's certificate, best 3 1 1.",
        "RFC 7672 2.2, 3.1.3");

    public static readonly FindingKind DaneLookupFailed = new(
        "DaneLookupFailed",
        FindingSeverity.Error,
        "The server's TLSA records could not be asked for",
        "Senders with DANE take a failure for an attack and deliver nothing to this server. Where the resolver asked here is at fault, it is a matter of this computer alone.",
        "See that the zone's servers answer questions for TLSA records, also with \"no such record\", that its signatures are valid, and ask another resolver (-DnsServer).",
        "RFC 7672 2.1.2");

    public static readonly FindingKind DaneNotSecure = new(
        "DaneNotSecure",
        FindingSeverity.Warning,
        "TLSA records that DNSSEC does not secure",
        "Senders must not use them: they are as good as not there.",
        "Sign the zone that holds them and have its DS record published.",
        "RFC 6698 4.1; RFC 7672 2.2");

    public static readonly FindingKind DaneNoRollover = new(
        "DaneNoRollover",
        FindingSeverity.Information,
        "One TLSA record, and no second for the next key",
        "The record matches. At the next change of the key, mail of senders with DANE stops until the record is changed and the old one has run out of all caches.",
        "Keep the key at renewals; before it changes, publish the next key's record beside it for more than twice the TTL (3 1 1 current + 3 1 1 next), or one of the authority (2 1 1).",
        "RFC 7671 8.1, 8.4");

    public override string Id => "Dane";

    public override string Description => "The server's TLSA records: whether DNSSEC secures them, and whether the certificate that is shown matches them.";

    public override string Cost => "nothing; three questions to DNS";

    public override bool NeedsDns => true;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([DaneMismatch, DaneWithoutTls, DaneUnusable, DaneLookupFailed, DaneNotSecure, DaneNoRollover]);

    internal override void Run(CheckContext context)
    {
        var test = context.Test;
        if (context.Endpoint.UnixSocketPath is not null || test.Server.Length == 0 || IPAddress.TryParse(test.Server, out _))
        {
            return;
        }

        var dane = new DaneEvaluator(context.Dns!, context.Time).EvaluateHost(test.Server, test.Port, context.Exchanger?.Domain, context.Cancellation);
        if (dane.Hosts.Count == 0)
        {
            return;
        }

        var host = dane.Hosts[0];
        test.Dane = Compare(context, host);
        Judge(context, host, test.Dane);
    }

    private static ServerDaneFacts Compare(CheckContext context, DaneHost host)
    {
        var now = context.Time.GetUtcNow();
        var isComparable = context.Test.Tls is not null && host.Records.Count > 0;
        return new ServerDaneFacts
        {
            Status = host.Status,
            Detail = host.Detail,
            TlsaName = host.TlsaName,
            Records = host.Records.Select(record => FactsOf(record, isComparable ? DaneMatcher.Match([record], context.Test.Tls!, host.ReferenceNames, now) : null)).ToArray(),
            Outcome = isComparable ? DaneMatcher.Match(host.Records, context.Test.Tls!, host.ReferenceNames, now).Outcome : null,
            IsMxSecure = context.Exchanger?.Domain.IsSecure,
            TimeToLive = host.TimeToLive,
            Resolver = host.Resolver,
        };
    }

    private static TlsaRecordFacts FactsOf(DaneAssociation record, DaneMatch? match) => new(
        record.ToString(),
        record.IsUsable,
        record.IsUsable && match is not null ? match.IsMatched : null,
        record.Fault ?? (match is { IsMatched: false, Reasons.Count: > 0 } ? match.Reasons[0] : null));

    private static void Judge(CheckContext context, DaneHost host, ServerDaneFacts facts)
    {
        switch (host.Status)
        {
            case DaneHostStatus.ServerFailure or DaneHostStatus.Timeout:
                context.Report(DaneLookupFailed, host.Detail!);
                return;
            case DaneHostStatus.RecordNotSecure:
                context.Report(DaneNotSecure, host.Detail!);
                return;
            case DaneHostStatus.Unusable:
                context.Report(DaneUnusable, host.Detail!);
                break;
            case DaneHostStatus.Usable or DaneHostStatus.ResolverNotTrusted:
                break;
            default:
                return;
        }

        // Through whatever door the answer came, other senders have a resolver that they trust.
        if (context.Test.Tls is null)
        {
            if (context.IsServing && context.Test.Security != TlsMode.None)
            {
                context.Report(DaneWithoutTls, $"{host.TlsaName} has {Plural(host.Records.Count)}; {(context.Test.StartTlsOffered == true ? "STARTTLS is offered and fails" : "STARTTLS is not offered")}.");
            }
        }
        else if (facts.Outcome is DaneMatchOutcome.Mismatched or DaneMatchOutcome.NoCertificate)
        {
            var own = context.Test.Certificate is { } certificate ? $"The server shows {certificate.Subject} until {certificate.NotAfter:yyyy-MM-dd}" : "The server shows no certificate";
            context.Report(DaneMismatch, FormattableString.Invariant($"{own}. {host.TlsaName} (TTL {host.TimeToLive.TotalSeconds:0} s): {string.Join("; ", facts.Records.Where(static record => record.IsUsable).Select(static record => $"{Short(record.Record)}: {record.Detail}"))}"));
        }
        else if (host.Records is [{ IsUsable: true, Usage: DaneAssociation.DaneEe } only])
        {
            context.Report(DaneNoRollover, FormattableString.Invariant($"{host.TlsaName} has {Short(only.ToString())} alone (TTL {host.TimeToLive.TotalSeconds:0} s)."));
        }
    }

    private static string Plural(int count) => count == 1 ? "a record" : $"{count} records";

    private static string Short(string record)
    {
        const int Most = 40;
        return record.Length > Most ? record.Substring(0, Most) + "..." : record;
    }
}
