namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether a command that was sent in plaintext behind STARTTLS is executed under TLS.</summary>
internal sealed class InjectionProbe : SmtpCheck
{
    public static readonly FindingKind StartTlsInjection = new(
        "StartTlsInjection",
        FindingSeverity.Error,
        "Plaintext behind STARTTLS is executed under TLS",
        "Someone between can put commands before those of a client that believes itself protected, and so read its mail or use its name.",
        "Bring the server, or the proxy before it, up to date: what was received before the handshake must be thrown away.",
        "RFC 3207 4.2; CVE-2011-0411; USENIX Security 2021, NO STARTTLS");

    /// <summary>No server knows it, so that its reply can be told from that to EHLO.</summary>
    private const string InjectedCommand = "XINJECTED";

    public override string Id => "Injection";

    public override string Description => "Whether a command sent in plaintext behind STARTTLS is executed once TLS is on.";

    public override string Cost => "one session with one unknown command";

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([StartTlsInjection]);

    internal override void Run(CheckContext context)
    {
        if (context.Test is not { StartTlsOffered: true, IsEncrypted: true })
        {
            return;
        }

        try
        {
            if (Inject(context) is { } answer)
            {
                context.Report(StartTlsInjection, $"The first reply under TLS was to a command sent before it: {answer}");
            }
        }
        catch (SmtpToolsException)
        {
            // The server refused or ended the session, which is the right answer; whether it serves others, other checks tell.
        }
    }

    /// <summary>The reply to the injected command, where it was executed under TLS; else null.</summary>
    private static SmtpReply? Inject(CheckContext context)
    {
        using var session = BareSession.Connect(context);
        if (session.ReadGreeting().Code != 220 || session.SayHello().Code != 250)
        {
            return null;
        }

        if (session.Ask(SmtpPhase.StartTls, "STARTTLS", InjectedCommand).Code != 220)
        {
            return null;
        }

        session.UpgradeToTls();
        var first = session.SayHello();
        return first.IsPositive ? null : first;
    }
}
