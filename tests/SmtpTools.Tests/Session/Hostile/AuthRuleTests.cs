using System.Text;
using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>AUTH (RFC 4954) with servers that refuse, garble, lie and repeat what they were told. No secret shows up anywhere.</summary>
public sealed class AuthRuleTests
{
    private const string Password = "secret-31415";
    private const string Token = "ya29.token-27182";

    private static readonly string s_plain = Base64($"\0anna\0{Password}");
    private static readonly string s_bearer = Base64($"user=anna\u0001auth=Bearer {Token}\u0001\u0001");
    private static readonly string s_tokenRefused = Base64("""{"status":"400","schemes":"Bearer"}""");

    private static readonly Outcome s_sent = Outcome.Decided(SendState.Sent, SmtpPhase.EndOfData, RecipientState.Accepted, RecipientState.Accepted);
    private static readonly Outcome s_refused = Outcome.OpenFails<SmtpAuthenticationException>(SmtpPhase.Auth, session: SmtpSessionState.Ready);
    private static readonly Outcome s_outOfStep = Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.Auth);
    private static readonly Outcome s_farewell = Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Auth, transient: true);
    private static readonly Outcome s_lost = Outcome.OpenFails<SmtpConnectionLostException>(SmtpPhase.Auth, transient: true);

    private static readonly HostileRules s_rules = new(
        WithPassword("AUTH not offered", script => Secured(script, "SIZE 1000").Quit(), s_refused) with { Says = "offers no authentication", Also = NothingIsSent },
        WithPassword("only unknown mechanisms offered", script => Secured(script, "AUTH X-NEW DIGEST-MD5").Quit(), s_refused) with { Says = "DIGEST-MD5" },
        WithPassword("AUTH offered in plaintext alone", script => script.Hello("STARTTLS", "AUTH PLAIN").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate).Ehlo().Quit(), s_refused),
        WithPassword("offered twice in two ways", script => Plain(Secured(script, "AUTH PLAIN", "AUTH=PLAIN LOGIN"), "235 2.7.0 Ok").Message().Quit(), s_sent),
        WithPassword("not under TLS", script => script.Hello("AUTH PLAIN LOGIN").Quit(), s_refused) with { Security = TlsMode.None, Says = "without TLS", Also = NothingIsSent },
        WithPassword("not under TLS, but asked for so", script => Plain(script.Hello("AUTH PLAIN"), "235 2.7.0 Ok").Message().Quit(), s_sent) with
        {
            Security = TlsMode.None,
            Configure = options => { Use(SmtpCredential.Password("anna", () => Password))(options); options.AllowUnprotectedAuth = true; },
        },
        WithPassword("535", script => Plain(Secured(script, "AUTH PLAIN LOGIN"), "535 5.7.8 Wrong").Quit(), s_refused) with { Says = "535 5.7.8 Wrong", Also = NothingIsSent },
        WithPassword("534", script => Plain(Secured(script, "AUTH PLAIN"), "534 5.7.9 Too weak").Quit(), s_refused),
        WithPassword("538", script => Plain(Secured(script, "AUTH PLAIN"), "538 5.7.11 Encryption required").Quit(), s_refused),
        WithPassword("530", script => Plain(Secured(script, "AUTH PLAIN"), "530 5.7.0 Must issue STARTTLS first").Quit(), s_refused),
        WithPassword("500", script => Plain(Secured(script, "AUTH PLAIN"), "500 5.5.6 Line too long").Quit(), s_refused),
        WithPassword("454", script => Plain(Secured(script, "AUTH PLAIN"), "454 4.7.0 Later").Quit(), s_refused with { IsTransient = true }),
        WithPassword("432", script => Plain(Secured(script, "AUTH PLAIN"), "432 4.7.12 Transition needed").Quit(), s_refused with { IsTransient = true }),
        WithPassword("504 lets the next mechanism try", script => Login(Plain(Secured(script, "AUTH PLAIN LOGIN"), "504 5.5.4 Unknown"), "235 2.7.0 Ok").Message().Quit(), s_sent) with
        {
            Also = (session, _) => Assert.Equal("LOGIN", session.AuthMechanism),
        },
        WithPassword("421", script => Plain(Secured(script, "AUTH PLAIN"), "421 4.3.2 Bye").ExpectClose(), s_farewell),
        WithPassword("421 in the middle", script => Secured(script, "AUTH LOGIN").Answer("AUTH LOGIN", "334 VXNlcm5hbWU6").Answer(Base64("anna"), "421 4.3.2 Bye").ExpectClose(), s_farewell),
        WithPassword("250 is no success", script => Plain(Secured(script, "AUTH PLAIN"), "250 Ok").ExpectClose(), s_outOfStep),
        WithPassword("220 is no success", script => Plain(Secured(script, "AUTH PLAIN"), "220 Ok").ExpectClose(), s_outOfStep),
        WithPassword("354 is no challenge", script => Plain(Secured(script, "AUTH PLAIN"), GoAhead).ExpectClose(), s_outOfStep),
        WithPassword("the connection closed", script => Secured(script, "AUTH PLAIN").Expect($"AUTH PLAIN {s_plain}").Close(), s_lost),
        WithPassword("the connection reset in the middle", script => Secured(script, "AUTH LOGIN").Answer("AUTH LOGIN", "334 VXNlcm5hbWU6").Expect(Base64("anna")).Reset(), s_lost),
        WithPassword("odd prompts of LOGIN", script => Secured(script, "AUTH LOGIN").Answer("AUTH LOGIN", "334").Answer(Base64("anna"), "334 " + Base64("And now?")).Answer(Base64(Password), "235 Ok").Message().Quit(), s_sent),
        WithPassword("a prompt that is no base64", script => Secured(script, "AUTH LOGIN").Answer("AUTH LOGIN", "334 Username:").Answer("*", "501 5.7.0 Cancelled").Quit(), s_refused) with
        {
            Says = "no base64",
            Also = (session, _) => Assert.Equal(501, Assert.Single(session.AuthAttempts).Reply?.Code),
        },
        WithPassword("a challenge that is no base64", script => Secured(script, "AUTH CRAM-MD5").Answer("AUTH CRAM-MD5", "334 <1@mx>").Answer("*", "501 5.7.0 Cancelled").Quit(), s_refused),
        WithPassword("an empty challenge", script => Secured(script, "AUTH CRAM-MD5").Answer("AUTH CRAM-MD5", "334 ").Answer("*", "501 5.7.0 Cancelled").Quit(), s_refused),
        WithPassword("a question too many", script => Login(Secured(script, "AUTH LOGIN"), "334 " + Base64("Maiden name?")).Answer("*", "501 5.7.0 Cancelled").Quit(), s_refused) with { Says = "third question" },
        WithPassword("a challenge to PLAIN", script => Plain(Secured(script, "AUTH PLAIN"), "334 ").Answer("*", "501 5.7.0 Cancelled").Quit(), s_refused),
        WithPassword("success after the exchange was cancelled", script => Plain(Secured(script, "AUTH PLAIN"), "334 ").Answer("*", "235 2.7.0 Ok").ExpectClose(), s_outOfStep),
        WithPassword("a challenge after the exchange was cancelled", script => Plain(Secured(script, "AUTH PLAIN"), "334 ").Answer("*", "334 ").ExpectClose(), s_outOfStep),
        WithPassword("421 after the exchange was cancelled", script => Plain(Secured(script, "AUTH PLAIN"), "334 ").Answer("*", "421 4.3.2 Bye").ExpectClose(), s_farewell),
        WithPassword("success of SCRAM without the server's proof", script => Secured(script, "AUTH SCRAM-SHA-256").Answer("AUTH SCRAM-SHA-256 *", "235 2.7.0 Ok").ExpectClose(), s_outOfStep) with { Says = "did not prove" },
        WithPassword("a challenge of SCRAM that answers another client", script => Secured(script, "AUTH SCRAM-SHA-256")
            .Answer("AUTH SCRAM-SHA-256 *", "334 " + Base64("r=theirs,s=QSXCR+Q6sek8bf92,i=4096")).Answer("*", "501 5.7.0 Cancelled").Quit(), s_refused),
        WithPassword("a password that PLAIN can't carry is not sent", script => Secured(script, "AUTH PLAIN").Quit(), s_refused) with
        {
            Configure = Use(SmtpCredential.Password("anna", () => Password + "\0")),
            Says = "NUL",
        },
        WithPassword("a password that can't be had", script => Secured(script, "AUTH PLAIN LOGIN").Quit(), s_refused) with
        {
            Configure = Use(SmtpCredential.Password("anna", () => null!)),
            Says = "No password",
        },
        WithPassword("the line repeated in the refusal", script => Plain(Secured(script, "AUTH PLAIN"), $"535 5.7.8 Not '{s_plain}'").Quit(), s_refused) with { Says = "***" },
        WithPassword("the line's beginning repeated", script => Plain(Secured(script, "AUTH PLAIN"), $"535-5.7.8 Not", $"535 5.7.8 AUTH PLAIN {s_plain[..16]}...").Quit(), s_refused) with { Says = "***" },
        WithPassword("the password repeated", script => Plain(Secured(script, "AUTH PLAIN"), $"535 5.7.8 {Password} is not anna's password").Quit(), s_refused) with { Says = "is not anna's password" },
        WithPassword("the password repeated in praise", script => Plain(Secured(script, "AUTH PLAIN"), $"235 2.7.0 {Password} is right").Message().Quit(), s_sent),
        WithPassword("the password repeated in the farewell", script => Login(Secured(script, "AUTH LOGIN"), $"421 4.7.0 {Base64(Password)}").ExpectClose(), s_farewell),
        WithPassword("the password repeated in a challenge", script => Login(Secured(script, "AUTH LOGIN"), $"334 {Base64($"Really {Password}?")}").Answer("*", "501 5.7.0 Cancelled").Quit(), s_refused),
        WithPassword("the line sent back in place of a reply", script => Secured(script, "AUTH PLAIN").Expect($"AUTH PLAIN {s_plain}").Send($"AUTH PLAIN {s_plain}").ExpectClose(), s_outOfStep),
        WithPassword("the line repeated in the last words", script => Secured(script, "AUTH PLAIN").Expect($"AUTH PLAIN {s_plain}").SendRaw($"500 Unknown command {s_plain}").Close(), s_lost) with { Says = "Unknown command" },
        WithToken("an expired token: the error is shown", script => Bearer(Secured(script, "AUTH XOAUTH2"), $"334 {s_tokenRefused}").Answer(string.Empty, "454 4.7.0 Expired").Quit(), s_refused with { IsTransient = true }) with { Says = "status 400" },
        WithToken("the token repeated in the error", script => Bearer(Secured(script, "AUTH XOAUTH2"), "334 " + Base64($$"""{"status":"400","token":"{{Token}}"}""")).Answer(string.Empty, "454 4.7.0 Later").Quit(), s_refused with { IsTransient = true }) with { Says = "token ****" },
        WithToken("a second challenge after the error", script => Bearer(Secured(script, "AUTH XOAUTH2"), $"334 {s_tokenRefused}").Answer(string.Empty, $"334 {s_tokenRefused}").Answer("*", "501 5.7.0 Cancelled").Quit(), s_refused),
        WithToken("success after the token was refused", script => Bearer(Secured(script, "AUTH XOAUTH2"), $"334 {s_tokenRefused}").Answer(string.Empty, "235 2.7.0 Ok").ExpectClose(), s_outOfStep),
        WithToken("OAUTHBEARER's error is answered by its own octet", script => Secured(script, "AUTH OAUTHBEARER").Answer("AUTH OAUTHBEARER *", $"334 {s_tokenRefused}").Answer("AQ==", "454 4.7.0 Later").Quit(), s_refused with { IsTransient = true }),
        WithToken("535 gets a fresh token once", script => Bearer(Bearer(Secured(script, "AUTH XOAUTH2"), "535 5.7.8 Expired"), "235 2.7.0 Ok", "fresh-" + Token).Message().Quit(), s_sent) with
        {
            Configure = Use(SmtpCredential.Token("anna", refresh => refresh ? "fresh-" + Token : Token)),
        },
        WithToken("535 to the fresh token too", script => Bearer(Bearer(Secured(script, "AUTH XOAUTH2"), "535 5.7.8 Expired"), "535 5.7.8 Expired").Quit(), s_refused) with
        {
            Also = (session, _) => Assert.Equal(2, session.AuthAttempts.Count),
        },
        WithToken("535 to a token that stays the same", script => Bearer(Secured(script, "AUTH XOAUTH2"), "535 5.7.8 Expired").Quit(), s_refused) with
        {
            Configure = Use(SmtpCredential.Token("anna", TestSecret.Of(Token))),
        },
        WithToken("a token that no token can be", script => Secured(script, "AUTH XOAUTH2").Quit(), s_refused) with { Configure = Use(SmtpCredential.Token("anna", _ => Token + "\r\nRSET")), Says = "no token can have" },
        LongToken("a long response waits for its 334", 600, script => script.Answer("AUTH XOAUTH2", "334 ").Expect(line => line.Length > 512, "a long response").Send("235 2.7.0 Ok").Message().Quit(), s_sent),
        LongToken("a response longer than a line may be is not sent", 20000, script => script.Answer("AUTH XOAUTH2", "334 ").Answer("*", "501 5.7.0 Cancelled").Quit(), s_refused));

    public static TheoryData<string, SendChunking> Rules => s_rules.InEachChunking();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule(string rule, SendChunking chunking) => s_rules.Play(rule, chunking);

    private static HostileRule WithPassword(string name, Action<Script> server, Outcome expected) => new(name, server, expected)
    {
        Security = TlsMode.StartTls,
        Configure = Use(SmtpCredential.Password("anna", () => Password)),
        Secrets = [Password, s_plain, s_plain[..12], Base64(Password)],
    };

    private static HostileRule WithToken(string name, Action<Script> server, Outcome expected) => new(name, server, expected)
    {
        Security = TlsMode.StartTls,
        Configure = Use(SmtpCredential.Token("anna", _ => Token)),
        Secrets = [Token, s_bearer, Base64(Token)],
    };

    private static HostileRule LongToken(string name, int length, Action<Script> server, Outcome expected) =>
        WithToken(name, script => server(Secured(script, "AUTH XOAUTH2")), expected) with { Configure = Use(SmtpCredential.Token("anna", _ => Token.PadRight(length, 'x'))) };

    private static Action<SmtpSessionOptions> Use(SmtpCredential credential) => options =>
    {
        TestTls.Trust(options);
        options.Credential = credential;
    };

    private static void NothingIsSent(SmtpSession session, SendResult? result)
    {
        Assert.False(session.IsAuthenticated);
        Assert.Equal(SendState.NotSent, session.Send(SessionFixture.Envelope("a@example.net"), SessionFixture.Content()).State);
    }

    private static Script Secured(Script script, params string[] keywords) =>
        script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate).Ehlo(keywords);

    private static Script Plain(Script script, params string[] reply) => script.Answer($"AUTH PLAIN {s_plain}", reply);

    private static Script Login(Script script, string reply) =>
        script.Answer("AUTH LOGIN", "334 VXNlcm5hbWU6").Answer(Base64("anna"), "334 UGFzc3dvcmQ6").Answer(Base64(Password), reply);

    private static Script Bearer(Script script, string reply, string token = Token) =>
        script.Answer($"AUTH XOAUTH2 {Base64($"user=anna\u0001auth=Bearer {token}\u0001\u0001")}", reply);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
