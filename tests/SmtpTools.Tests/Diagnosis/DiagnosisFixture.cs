using SmtpTools.Diagnosis;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Diagnosis;

/// <summary>A server with nothing wrong, as a script to be varied, and tests of it.</summary>
internal static class DiagnosisFixture
{
    public const string Greeting = "220 mx.example.com ESMTP";

    public static readonly string[] Offer =
        ["250-mx.example.com", "250-PIPELINING", "250-SIZE 52428800", "250-8BITMIME", "250-SMTPUTF8", "250-DSN", "250 ENHANCEDSTATUSCODES"];

    public static readonly string[] OfferWithStartTls = [.. Offer[..^1], "250-STARTTLS", Offer[^1]];

    public static readonly string[] OfferWithAuth = [.. Offer[..^1], "250-AUTH PLAIN SCRAM-SHA-256", Offer[^1]];

    private static readonly Lazy<TestCertificates> s_authority = new(static () => TestCertificates.Create());

    public static TestCertificates Authority => s_authority.Value;

    public static void Healthy(Script script) => Healthy(script, Authority.Server(), OfferWithAuth);

    public static void Healthy(Script script, TestCertificate certificate, string[]? offerUnderTls = null) =>
        script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "220 2.0.0 Ready").StartTls(certificate)
            .Answer("EHLO *", offerUnderTls ?? Offer).Quit();

    /// <summary>Options that trust the fixture's authority, with these checks; all that need no further session where none is named.</summary>
    public static SmtpServerTestOptions Options(params string[] checks)
    {
        var options = new SmtpServerTestOptions
        {
            Session = { Timeouts = SmtpTimeouts.AtMost(TimeSpan.FromSeconds(10)), LocalDomain = "client.example" },
            Checks = checks.Length > 0 ? SmtpChecks.Find(checks) : SmtpChecks.Find(["Reachability", "Hello", "Replies", "StartTls", "Certificate", "Auth"]),
        };
        options.Session.Tls.ExtraRoots.Add(Authority.Root);
        return options;
    }

    /// <summary>Tests a server that plays a script on each connection.</summary>
    public static SmtpServerTest Test(Action<Script> script, SmtpServerTestOptions? options = null, TlsMode? security = null)
    {
        using var server = ScriptedServer.Start(script);
        return Test(server, options, security);
    }

    public static SmtpServerTest Test(ScriptedServer server, SmtpServerTestOptions? options = null, TlsMode? security = null)
    {
        options ??= Options();
        options.Session.Security = security ?? options.Session.Security;
        return new SmtpServerTester(options).Test(new SmtpEndpoint("127.0.0.1", server.Port));
    }

    /// <summary>Has one check judge facts that no scripted server can easily show.</summary>
    public static IReadOnlyList<Finding> Judge(string check, SmtpServerTest test, IMailDns? dns = null, ExchangerOf? exchanger = null) =>
        JudgeWith(check, test, static context => context.Current!.Run(context), dns, exchanger);

    /// <summary>The same by a part of the check alone.</summary>
    public static IReadOnlyList<Finding> JudgeWith(string check, SmtpServerTest test, Action<CheckContext> judge, IMailDns? dns = null, ExchangerOf? exchanger = null)
    {
        var context = new CheckContext(new SmtpEndpoint("mx.example.com", 25), Options(check), test, TimeProvider.System, CancellationToken.None)
        {
            Current = SmtpChecks.Find([check])[0],
            Dns = dns,
            Exchanger = exchanger,
        };
        judge(context);
        return context.Findings;
    }
}
