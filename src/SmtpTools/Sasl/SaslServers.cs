namespace SmtpTools.Sasl;

/// <summary>The mechanisms that a server can offer, in the order in which they are announced.</summary>
internal static class SaslServers
{
    private const string Plus = "-PLUS";

    private static readonly IReadOnlyList<Entry> s_entries =
    [
        Scram(ScramHash.Sha512, binds: true),
        Scram(ScramHash.Sha256, binds: true),
        Scram(ScramHash.Sha1, binds: true),
        Scram(ScramHash.Sha512, binds: false),
        Scram(ScramHash.Sha256, binds: false),
        Scram(ScramHash.Sha1, binds: false),
        ForAccounts("CRAM-MD5", static context => new CramMd5Server(context.Accounts)),
        ForAccounts("OAUTHBEARER", static context => new OAuthBearerServer(context.Accounts)),
        ForAccounts("XOAUTH2", static context => new XOAuth2Server(context.Accounts)),
        ForAccounts("PLAIN", static context => new PlainServer(context.Accounts)),
        ForAccounts("LOGIN", static context => new LoginServer(context.Accounts)),
        new("EXTERNAL", static context => context.CertificateNames.Count > 0, static context => new ExternalServer(context.CertificateNames)),
    ];

    /// <summary>The names of all.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_entries.Select(static entry => entry.Name)];

    /// <summary>The names of those that can be had on a connection.</summary>
    public static IEnumerable<string> NamesFor(SaslServerContext context) =>
        s_entries.Where(entry => entry.IsPossible(context)).Select(static entry => entry.Name);

    /// <summary>Starts an exchange.</summary>
    /// <param name="name">A name of <see cref="Names"/>.</param>
    /// <param name="context">What is known of the connection.</param>
    public static SaslServer Create(string name, SaslServerContext context) =>
        s_entries.First(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)).Create(context);

    private static Entry ForAccounts(string name, Func<SaslServerContext, SaslServer> create) =>
        new(name, static context => !context.Accounts.IsEmpty, create);

    private static Entry Scram(ScramHash hash, bool binds) => new(
        $"SCRAM-{hash.Name}{(binds ? Plus : string.Empty)}",
        context => !context.Accounts.IsEmpty && (!binds || context.Binding is not null),
        context => new ScramServer(hash, context.Accounts, binds, context.Binding));

    private sealed record Entry(string Name, Func<SaslServerContext, bool> IsPossible, Func<SaslServerContext, SaslServer> Create);
}
