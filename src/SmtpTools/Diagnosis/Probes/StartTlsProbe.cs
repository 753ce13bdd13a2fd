namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether TLS is offered and works.</summary>
internal sealed class StartTlsProbe : SmtpCheck
{
    public static readonly FindingKind StartTlsNotOffered = new(
        "StartTlsNotOffered",
        FindingSeverity.Warning,
        "STARTTLS is not offered",
        "Everything that goes over this connection can be read and changed on the way. Senders with a policy that requires TLS (MTA-STS, DANE) do not deliver here.",
        "Give the server a certificate and switch STARTTLS on. Where it is on, something between strips it: test again from another network.",
        "RFC 3207; RFC 8314 3; RFC 8461")
    { SeverityWhereTlsIsRequired = FindingSeverity.Error };

    public static readonly FindingKind StartTlsMasked = new(
        "StartTlsMasked",
        FindingSeverity.Warning,
        "Something between hides STARTTLS",
        "A keyword was overwritten with X on its way, as firewalls with SMTP inspection do to keep sessions in plaintext.",
        "Switch off SMTP (ESMTP) inspection on the firewalls between, or allow TLS in it.",
        "RFC 3207 6; RFC 7672 1.3")
    { SeverityWhereTlsIsRequired = FindingSeverity.Error };

    public static readonly FindingKind StartTlsRefused = new(
        "StartTlsRefused",
        FindingSeverity.Warning,
        "STARTTLS is offered and refused",
        "Senders go on in plaintext, or do not deliver at all.",
        "The server's words, or its log, say why. Often its key or certificate can't be read.",
        "RFC 3207 4")
    { SeverityWhereTlsIsRequired = FindingSeverity.Error };

    public static readonly FindingKind TlsHandshakeFailed = new(
        "TlsHandshakeFailed",
        FindingSeverity.Error,
        "The TLS handshake fails",
        "No TLS session comes about, with TLS 1.2 and 1.3 allowed. Many senders do not fall back to plaintext once STARTTLS was begun.",
        "See which versions and cipher suites the server allows, whether certificate and key belong together, and whether this port wants STARTTLS or implicit TLS.",
        "RFC 8446; RFC 5246; RFC 8996; RFC 8314 3.3");

    public static readonly FindingKind PlaintextBehindStartTls = new(
        "PlaintextBehindStartTls",
        FindingSeverity.Error,
        "Plaintext follows the reply to STARTTLS",
        "What stands there would be taken by careless clients for an answer under TLS. It is an attack by someone between, or a server that answers twice.",
        "Test from another network. If it stays, the server's STARTTLS is broken and has to be brought up to date.",
        "RFC 3207 4.2, 5; CVE-2011-0411; USENIX Security 2021, NO STARTTLS");

    public static readonly FindingKind StartTlsOfferedUnderTls = new(
        "StartTlsOfferedUnderTls",
        FindingSeverity.Warning,
        "STARTTLS is offered again under TLS",
        "The offer must go once TLS is on. Clients that act on it fail, and it hints at a proxy that ends TLS before the server.",
        "Bring the server up to date, or have the proxy hide the keyword.",
        "RFC 3207 4.2");

    public override string Id => "StartTls";

    public override string Description => "Whether TLS is offered and comes about, and whether the offer is as it should be on each side of it.";

    public override string Cost => "nothing";

    public override IReadOnlyList<FindingKind> Findings { get; } =
        Array.AsReadOnly<FindingKind>([StartTlsNotOffered, StartTlsMasked, StartTlsRefused, TlsHandshakeFailed, PlaintextBehindStartTls, StartTlsOfferedUnderTls]);

    internal override void Run(CheckContext context)
    {
        var test = context.Test;
        if (test.StartTlsOffered == false && !test.IsEncrypted)
        {
            JudgeMissing(context, test.ExtensionsBeforeTls!);
        }

        if (test.StartTlsOffered == true && !test.IsEncrypted && test.Security != TlsMode.None && test.Failure is null)
        {
            context.Report(StartTlsRefused, test.Phases.First(static phase => phase.Phase == ServerPhase.StartTls).Detail);
        }

        if (test.Failure is SmtpTlsException { Phase: SmtpPhase.StartTls } injected)
        {
            context.Report(PlaintextBehindStartTls, injected.Message);
        }
        else if (test.Failure is SmtpTlsException or SmtpTimeoutException { Phase: SmtpPhase.Tls })
        {
            context.Report(TlsHandshakeFailed, test.Failure.Message);
        }

        if (test.ExtensionsAfterTls is { StartTls: true })
        {
            context.Report(StartTlsOfferedUnderTls, "The reply to EHLO under TLS lists STARTTLS.");
        }
    }

    private static void JudgeMissing(CheckContext context, SmtpExtensions offered)
    {
        // Cisco's inspection writes XXXXXXXA over STARTTLS, letter by letter.
        var masked = offered.All.FirstOrDefault(static extension => extension.Keyword.Length > 4 && extension.Keyword.TrimEnd('A').All(static c => c == 'X'));
        if (masked is not null)
        {
            context.Report(StartTlsMasked, $"The reply to EHLO holds '{masked}'.");
        }
        else
        {
            context.Report(StartTlsNotOffered, offered.All.Count == 0 ? "The server offers no extension." : $"The server offers {offered}.");
        }
    }
}
