namespace SmtpTools.Diagnosis.Probes;

/// <summary>The server against the MTA-STS policy of the domain whose mail it takes.</summary>
internal sealed class MtaStsProbe : SmtpCheck
{
    public static readonly FindingKind ServerNotInPolicy = Kind(
        "ServerNotInPolicy",
        "The server is not in its domain's MTA-STS policy",
        "Senders with MTA-STS do not deliver to this server; in mode testing they report it.",
        "Add the name to the policy as it stands in the MX record, change the id, and change the MX record only when the old policy has run out.",
        "RFC 8461 4.1, 8.3");

    public static readonly FindingKind PolicyWithoutTls = Kind(
        "PolicyWithoutTls",
        "The domain's MTA-STS policy requires TLS, and it does not come about",
        "Senders with MTA-STS do not deliver to this server; in mode testing they report it.",
        "Switch STARTTLS on, and see what the other findings say of it.",
        "RFC 8461 4.2, 5");

    public static readonly FindingKind PolicyCertificateInvalid = Kind(
        "PolicyCertificateInvalid",
        "The server's certificate is not as its domain's MTA-STS policy requires",
        "It must be for the server's name and lead to a root that senders trust. Senders with MTA-STS do not deliver here; in mode testing they report it. A server with DANE is not spared: not all senders know DANE.",
        "Give the server a certificate of a public authority for the name in the MX record, with its intermediate certificates.",
        "RFC 8461 4.2");

    public static readonly FindingKind PolicyNotAvailable = new(
        "PolicyNotAvailable",
        FindingSeverity.Warning,
        "The domain has an MTA-STS record, and no policy that can be used",
        "Senders that know no policy yet act as if there were none; whether this server is as the policy says can't be told.",
        "Test-MailDomain and Resolve-MtaStsPolicy tell what is wrong with record and policy.",
        "RFC 8461 3");

    public override string Id => "MtaSts";

    public override string Description => "With -Domain: whether the server's name, TLS and certificate are as the domain's MTA-STS policy says.";

    public override string Cost => "nothing; the policy is fetched once from the domain's web server";

    public override bool NeedsDns => true;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([ServerNotInPolicy, PolicyWithoutTls, PolicyCertificateInvalid, PolicyNotAvailable]);

    internal override void Run(CheckContext context)
    {
        if (context.Exchanger?.Policy is not { Value: { } result })
        {
            return;
        }

        var test = context.Test;
        test.MtaSts = new ServerMtaStsFacts
        {
            Status = result.Status,
            Detail = result.Detail,
            Mode = result.Mode,
            IsAllowed = result.Policy?.Allows(test.Server),
            IsEncrypted = result.Policy is null || test.Security == TlsMode.None || (test.Tls is null && !context.IsServing) ? null : test.IsEncrypted,
            IsCertificateValid = result.Policy is null || test.Tls is null ? null : test.Tls is { IsChainTrusted: true, IsNameMatched: true },
        };
        Judge(context, result, test.MtaSts);
    }

    private static void Judge(CheckContext context, MtaStsResult result, ServerMtaStsFacts facts)
    {
        if (result.Policy is null)
        {
            // Without a record there is nothing to miss.
            if (result.Record is not null || result.Status == DomainRecordStatus.Invalid)
            {
                context.Report(PolicyNotAvailable, result.Detail ?? result.ToString()!);
            }

            return;
        }

        if (result.Mode == MtaStsMode.None)
        {
            return;
        }

        var severity = result.Mode == MtaStsMode.Enforce ? FindingSeverity.Error : FindingSeverity.Warning;
        var mode = $"The policy of {result.Domain} is in mode {result.Mode.ToString()!.ToLowerInvariant()}";
        if (facts.IsAllowed == false)
        {
            context.Report(ServerNotInPolicy, severity, $"{mode} and has {string.Join(", ", result.Policy.Mx.Take(10))}; the server is {context.Test.Server}.");
        }

        if (facts.IsEncrypted == false)
        {
            context.Report(PolicyWithoutTls, severity, $"{mode}; {(context.Test.StartTlsOffered == true ? "STARTTLS is offered and fails" : "STARTTLS is not offered")}.");
        }

        if (facts.IsCertificateValid == false)
        {
            context.Report(PolicyCertificateInvalid, severity, $"{mode}. {string.Join(" ", context.Test.Tls!.FaultDetails)}");
        }
    }

    private static FindingKind Kind(string id, string title, string meaning, string remedy, string reference) => new(id, FindingSeverity.Error, title, meaning, remedy, reference);
}
