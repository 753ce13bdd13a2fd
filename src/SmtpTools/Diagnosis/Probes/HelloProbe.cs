namespace SmtpTools.Diagnosis.Probes;

/// <summary>What the server says of itself: its name and what it offers.</summary>
internal sealed class HelloProbe : SmtpCheck
{
    public static readonly FindingKind HelloRefused = new(
        "HelloRefused",
        FindingSeverity.Error,
        "The server refuses EHLO and HELO",
        "No session is possible from this client. Servers refuse a name in EHLO that is not fully qualified, or that does not fit the client's address.",
        "Give a full name of this computer with -LocalDomain, and see that its address resolves to that name and back.",
        "RFC 5321 4.1.1.1, 4.1.4");

    public static readonly FindingKind EhloNotSupported = new(
        "EhloNotSupported",
        FindingSeverity.Warning,
        "The server knows only HELO",
        "No extension can be used: neither TLS nor authentication, no size limit told, no 8-bit text. A filter on the way that hides EHLO has the same effect.",
        "Switch off the SMTP inspection of firewalls on the way; else bring the server up to date. EHLO is required since 2008.",
        "RFC 5321 2.2.1, 3.2");

    public static readonly FindingKind ServerNameNotQualified = new(
        "ServerNameNotQualified",
        FindingSeverity.Warning,
        "The server's name in its reply to EHLO is not a full domain name",
        "A server must name itself by a domain name or an address literal. Where the same name is used when it sends, other servers refuse it.",
        "Set the server's host name (myhostname, primary_hostname, ...) to its full name in DNS.",
        "RFC 5321 2.3.5, 4.1.1.1");

    public static readonly FindingKind GreetingNameDiffers = new(
        "GreetingNameDiffers",
        FindingSeverity.Information,
        "Greeting and reply to EHLO name different hosts",
        "Behind one address stand several servers or a filter, or the two names are set apart in the configuration.",
        "Nothing, where that is meant; else give both the same name.",
        "RFC 5321 4.2, 4.3.1");

    public static readonly FindingKind ExtensionsMissing = new(
        "ExtensionsMissing",
        FindingSeverity.Information,
        "The server lacks extensions that matter",
        "PIPELINING saves round trips, SIZE tells a message's limit before it is sent, 8BITMIME and SMTPUTF8 take text that is not ASCII, DSN and ENHANCEDSTATUSCODES make failures clear.",
        "Nothing has to be done; most servers only need the extension to be switched on, or a filter before them to pass it through.",
        "RFC 2920; RFC 1870; RFC 6152; RFC 6531; RFC 3461; RFC 2034");

    public static readonly FindingKind ExtensionsDiffer = new(
        "ExtensionsDiffer",
        FindingSeverity.Information,
        "The offer differs before and after TLS",
        "A server may offer more under TLS, as AUTH. What is offered before it and not after can't be used by those who protect the session.",
        "Nothing, where that is meant.",
        "RFC 3207 4.2");

    public static readonly FindingKind SizeLimitSmall = new(
        "SizeLimitSmall",
        FindingSeverity.Information,
        "The size limit is small",
        "Messages of this size are common: an attachment grows by a third when it is encoded.",
        "Raise the limit where that is not meant; 10 MB and more is usual.",
        "RFC 1870 4");

    public static readonly FindingKind RecipientLimitLow = new(
        "RecipientLimitLow",
        FindingSeverity.Information,
        "The server announces that it takes few recipients",
        "A server must take at least 100 recipients of one message. Senders that know the limit split the message; others may not.",
        "Raise the limit to 100 or more where that is not meant.",
        "RFC 9422; RFC 5321 4.5.3.1.8");

    public static readonly FindingKind ExtensionsInconsistent = new(
        "ExtensionsInconsistent",
        FindingSeverity.Information,
        "Offered extensions do not go together",
        "An extension is offered without another that it needs, or where it must not be. Senders pass over such an offer or fail by it.",
        "Switch the missing extension on, or hide the one that needs it. Often a filter before the server hides one of the two.",
        "RFC 3030 2, 3; RFC 6531 3.1; RFC 8689 2");

    private const long SmallSize = 10_000_000;

    /// <summary>Recipients of one message that every server must take (RFC 5321 4.5.3.1.8).</summary>
    private const int LeastRecipients = 100;

    private static readonly string[] s_expected = ["PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"];

    public override string Id => "Hello";

    public override string Description => "What the server says of itself in its greeting and in its reply to EHLO, in plaintext and under TLS.";

    public override string Cost => "nothing";

    public override IReadOnlyList<FindingKind> Findings { get; } =
        Array.AsReadOnly<FindingKind>([HelloRefused, EhloNotSupported, ServerNameNotQualified, GreetingNameDiffers, ExtensionsMissing, ExtensionsDiffer, ExtensionsInconsistent, SizeLimitSmall, RecipientLimitLow]);

    internal override void Run(CheckContext context)
    {
        var test = context.Test;
        if (test.Failure is SmtpReplyException { Phase: SmtpPhase.Hello, Reply.Code: not 421 } refused)
        {
            context.Report(HelloRefused, refused.Message);
        }

        if (test.UsedHelo)
        {
            context.Report(EhloNotSupported, "EHLO was refused and HELO taken.");
            return;
        }

        if ((test.ExtensionsAfterTls ?? test.ExtensionsBeforeTls) is not { } extensions)
        {
            return;
        }

        JudgeName(context, extensions.ServerName);
        var missing = s_expected.Where(keyword => !extensions.Offers(keyword)).ToList();
        if (missing.Count > 0)
        {
            context.Report(ExtensionsMissing, $"Not offered: {string.Join(", ", missing)}.");
        }

        if (extensions.MaxSize is { } size && size < SmallSize)
        {
            context.Report(SizeLimitSmall, FormattableString.Invariant($"SIZE announces {size} octets."));
        }

        if (extensions.MaxRecipients is { } recipients && recipients < LeastRecipients)
        {
            context.Report(RecipientLimitLow, FormattableString.Invariant($"LIMITS announces RCPTMAX={recipients}."));
        }

        JudgeDependencies(context, extensions);
        JudgeDifference(context);
    }

    private static void JudgeName(CheckContext context, string name)
    {
        var isLiteral = name.StartsWith('[') && name.EndsWith(']');
        if (!isLiteral && (!DomainName.TryParse(name, out _, out _) || !name.Contains('.')))
        {
            context.Report(ServerNameNotQualified, name.Length == 0 ? "The reply to EHLO holds no name." : $"The server calls itself '{name}'.");
        }

        var greeted = context.Test.Greeting?.Lines[0].Split(' ')[0] ?? string.Empty;
        if (greeted.Contains('.') && !string.Equals(greeted, name, StringComparison.OrdinalIgnoreCase))
        {
            context.Report(GreetingNameDiffers, $"'{greeted}' in the greeting, '{name}' in the reply to EHLO.");
        }
    }

    private static void JudgeDependencies(CheckContext context, SmtpExtensions extensions)
    {
        List<string> odd = [];
        Add(extensions.Offers("BINARYMIME") && !extensions.Chunking, "BINARYMIME without CHUNKING");
        Add(extensions.SmtpUtf8 && !extensions.EightBitMime, "SMTPUTF8 without 8BITMIME");
        Add(context.Test.ExtensionsBeforeTls is { RequireTls: true }, "REQUIRETLS in plaintext");
        if (odd.Count > 0)
        {
            context.Report(ExtensionsInconsistent, $"Offered: {string.Join(", ", odd)}.");
        }

        void Add(bool isOdd, string what)
        {
            if (isOdd)
            {
                odd.Add(what);
            }
        }
    }

    private static void JudgeDifference(CheckContext context)
    {
        if (context.Test is not { ExtensionsBeforeTls: { } before, ExtensionsAfterTls: { } after })
        {
            return;
        }

        // STARTTLS must go (RFC 3207 4.2), and AUTH is the business of its own check.
        var lost = before.All.Select(static extension => extension.Keyword)
            .Where(keyword => keyword is not ("STARTTLS" or "AUTH" or "X-EXPS") && !after.Offers(keyword)).Distinct().ToList();
        if (lost.Count > 0)
        {
            context.Report(ExtensionsDiffer, $"Offered before TLS and not after: {string.Join(", ", lost)}.");
        }

        if (before.Size && after.Size && before.MaxSize != after.MaxSize)
        {
            context.Report(ExtensionsDiffer, $"SIZE {before.ParametersOf("SIZE")} before TLS, SIZE {after.ParametersOf("SIZE")} after.");
        }
    }
}
