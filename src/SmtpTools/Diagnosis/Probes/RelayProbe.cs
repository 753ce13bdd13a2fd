namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether the server takes mail from strangers to strangers. No message is ever begun: each try ends with RSET.</summary>
internal sealed class RelayProbe : SmtpCheck
{
    public static readonly FindingKind OpenRelay = new(
        "OpenRelay",
        FindingSeverity.Error,
        "The server relays for anybody",
        "A recipient elsewhere was accepted from a sender elsewhere. Spammers find such servers within hours, and block lists soon after. From a network that the server trusts this is as it should be.",
        "Test from outside the server's own networks. Allow relaying only for those who authenticate and for the server's own networks.",
        "RFC 5321 3.6.2, 7.1");

    public static readonly FindingKind RelayFormAccepted = new(
        "RelayFormAccepted",
        FindingSeverity.Warning,
        "A recipient in an old routing form is accepted",
        "Old forms of addresses (a%b@c, b!a, @c:a@b) once asked a server to relay. It may take the mail as its own, or relay it; a server that accepts every local part looks the same.",
        "Refuse such forms in recipients, or see in the log where such a message goes.",
        "RFC 5321 3.6.1, appendix C and F.2");

    // Reserved names (RFC 2606): even a server that took a message would deliver it nowhere.
    private const string Stranger = "relay-test@example.net";
    private const string StrangerName = "relay-test";
    private const string StrangerDomain = "example.net";

    public override string Id => "Relay";

    public override string Description => "Whether recipients elsewhere are accepted from strangers, in plain and in old routing forms; RSET before DATA always.";

    public override string Cost => "one session with ten times MAIL, RCPT and RSET";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = [OpenRelay, RelayFormAccepted];

    internal override void Run(CheckContext context) => context.InSession(context.BestSecurity, session =>
    {
        // An address literal is a home, too.
        var home = DomainName.TryParse(context.HomeDomain, out var name) ? name.Ascii : "example.com";
        foreach (var (sender, recipient, isPlain) in Forms(home))
        {
            var mail = session.Execute($"MAIL FROM:<{sender}>", context.Cancellation);
            var reply = mail.IsPositive ? session.Execute($"RCPT TO:<{recipient}>", context.Cancellation) : mail;
            if (mail.IsPositive && reply.IsPositive)
            {
                context.Report(isPlain ? OpenRelay : RelayFormAccepted, $"MAIL FROM:<{sender}> and RCPT TO:<{recipient}> were accepted: {reply}");
            }

            _ = session.Reset(context.Cancellation);
        }
    });

    private static IEnumerable<(string Sender, string Recipient, bool IsPlain)> Forms(string home)
    {
        yield return ("relay-test@example.org", Stranger, true);
        yield return (string.Empty, Stranger, true);
        yield return ($"postmaster@{home}", Stranger, true);
        yield return ("relay-test@example.org", $"{StrangerName}%{StrangerDomain}@{home}", false);
        yield return ("relay-test@example.org", $"{StrangerName}%{StrangerDomain}", false);
        yield return ("relay-test@example.org", $"\"{Stranger}\"@{home}", false);
        yield return ("relay-test@example.org", $"\"{Stranger}\"", false);
        yield return ("relay-test@example.org", $"@{home}:{Stranger}", false);
        yield return ("relay-test@example.org", $"{StrangerDomain}!{StrangerName}", false);
        yield return ("relay-test@example.org", $"{StrangerDomain}!{StrangerName}@{home}", false);
    }
}
