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

    /// <summary>Servers end a session with many commands and no message, Exim after ten (smtp_accept_max_nonmail): each has no more forms than this.</summary>
    private const int FormsPerSession = 6;

    private const string Outsider = "relay-test@example.org";

    // Reserved names (RFC 2606): even a server that took a message would deliver it nowhere.
    private const string Stranger = "relay-test@example.net";
    private const string StrangerName = "relay-test";
    private const string StrangerDomain = "example.net";

    public override string Id => "Relay";

    public override string Description => "Whether recipients elsewhere are accepted from strangers, in plain and in old routing forms; RSET before DATA always.";

    public override string Cost => "three sessions with MAIL, RCPT and RSET for each of 18 forms";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([OpenRelay, RelayFormAccepted]);

    internal override void Run(CheckContext context)
    {
        // An address literal is a home, too.
        var home = DomainName.TryParse(context.HomeDomain, out var name) ? name.Ascii : "example.com";
        var literal = context.Test.Address is { } address ? Literal(address) : "[127.0.0.1]";
        var accepted = new List<(string Form, string Exchange, bool IsPlain)>();
        var forms = Forms(home, literal).ToList();
        for (var first = 0; first < forms.Count; first += FormsPerSession)
        {
            var some = forms.GetRange(first, Math.Min(FormsPerSession, forms.Count - first));
            context.InSession(context.BestSecurity, session => Try(context, session, some, accepted));
        }

        Report(context, OpenRelay, accepted.FindAll(static form => form.IsPlain));
        Report(context, RelayFormAccepted, accepted.FindAll(static form => !form.IsPlain));
    }

    private static void Try(
        CheckContext context, SmtpSession session, List<(string Form, string Sender, string Recipient, bool IsPlain)> forms, List<(string Form, string Exchange, bool IsPlain)> accepted)
    {
        foreach (var (form, sender, recipient, isPlain) in forms)
        {
            var envelope = $"MAIL FROM:<{sender}>, RCPT TO:<{recipient}>";
            var mail = session.Execute($"MAIL FROM:<{sender}>", context.Cancellation);
            var reply = mail.IsPositive ? session.Execute($"RCPT TO:<{recipient}>", context.Cancellation) : mail;
            var isAccepted = mail.IsPositive && reply.IsPositive;
            context.Tried(form, envelope, isAccepted, reply.ToString());
            if (isAccepted)
            {
                accepted.Add((form, $"{envelope}: {reply}", isPlain));
            }

            _ = session.Reset(context.Cancellation);
        }
    }

    private static void Report(CheckContext context, FindingKind kind, List<(string Form, string Exchange, bool IsPlain)> accepted)
    {
        if (accepted.Count > 0)
        {
            context.Report(kind, $"Accepted: {string.Join(", ", accepted.Select(static form => form.Form))}. The first was {accepted[0].Exchange}");
        }
    }

    private static string Literal(string address) => address.Contains(':') ? $"[IPv6:{address}]" : $"[{address}]";

    private static IEnumerable<(string Form, string Sender, string Recipient, bool IsPlain)> Forms(string home, string literal)
    {
        // Who sends.
        yield return ("a stranger's sender", Outsider, Stranger, true);
        yield return ("null sender", string.Empty, Stranger, true);
        yield return ("local sender", $"postmaster@{home}", Stranger, true);
        yield return ("local sender at the address", $"postmaster@{literal}", Stranger, true);
        yield return ("sender without a domain", StrangerName, Stranger, true);

        // How the recipient is written.
        yield return ("percent hack", Outsider, $"{StrangerName}%{StrangerDomain}@{home}", false);
        yield return ("percent hack at the address", Outsider, $"{StrangerName}%{StrangerDomain}@{literal}", false);
        yield return ("percent hack without a domain", Outsider, $"{StrangerName}%{StrangerDomain}", false);
        yield return ("quoted local part", Outsider, $"\"{Stranger}\"@{home}", false);
        yield return ("quoted local part at the address", Outsider, $"\"{Stranger}\"@{literal}", false);
        yield return ("quoted local part without a domain", Outsider, $"\"{Stranger}\"", false);
        yield return ("quoted percent hack", Outsider, $"\"{StrangerName}%{StrangerDomain}\"", false);
        yield return ("two domains", Outsider, $"{Stranger}@{home}", false);
        yield return ("empty domain", Outsider, $"{Stranger}@", false);
        yield return ("source route", Outsider, $"@{home}:{Stranger}", false);
        yield return ("source route by the address", Outsider, $"@{literal}:{Stranger}", false);
        yield return ("bang path", Outsider, $"{StrangerDomain}!{StrangerName}", false);
        yield return ("bang path at the domain", Outsider, $"{StrangerDomain}!{StrangerName}@{home}", false);
    }
}
