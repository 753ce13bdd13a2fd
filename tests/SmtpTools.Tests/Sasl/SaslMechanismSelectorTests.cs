using System.Security;
using SmtpTools.Sasl;

namespace SmtpTools.Tests.Sasl;

public class SaslMechanismSelectorTests
{
    private static readonly SmtpCredential s_password = SmtpCredential.Password("user@example.com", () => "secret");
    private static readonly SaslChannelBinding s_binding = new(SaslChannelBinding.TlsServerEndPoint, [1, 2, 3]);
    private static readonly SmtpCredential s_token = SmtpCredential.Token("user@example.com", _ => "token");

    [Fact]
    public void A_password_goes_by_the_mechanisms_that_keep_it_before_those_that_hand_it_over()
    {
        var plan = SaslMechanismSelector.Select(Request(s_password, "LOGIN PLAIN CRAM-MD5 XOAUTH2"));

        Assert.Equal(["CRAM-MD5", "PLAIN", "LOGIN"], plan.Candidates.Select(c => c.Name));
        Assert.Equal("XOAUTH2: it needs an access token, and a password was given", Assert.Single(plan.Unused).ToString());
    }

    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void SCRAM_comes_before_all_and_bound_before_unbound()
    {
        const string offered = "PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-512 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS NTLM";
        var exporter = new SaslChannelBinding(SaslChannelBinding.TlsExporter, [9]);
        var plan = SaslMechanismSelector.Select(Request(s_password, offered) with { ChannelBindings = [exporter, s_binding] });

        Assert.Equal(
            [
                "SCRAM-SHA-256-PLUS (tls-exporter)", "SCRAM-SHA-256-PLUS (tls-server-end-point)", "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1",
                "CRAM-MD5", "PLAIN", "LOGIN", "NTLM",
            ],
            plan.Candidates.Select(c => c.ToString()));
        Assert.Equal("SCRAM-SHA-1-PLUS: SCRAM-SHA-256-PLUS is stronger", Assert.Single(plan.Unused).ToString());
    }

    [Theory]
    [InlineData("SCRAM-SHA-256", true, "y,,")]
    [InlineData("SCRAM-SHA-256", false, "n,,")]
    [InlineData("SCRAM-SHA-256 SCRAM-SHA-1-PLUS", true, "n,,")]
    public void An_unbound_SCRAM_tells_the_server_whether_it_seemed_unable_to_bind(string offered, bool canBind, string header)
    {
        var plan = SaslMechanismSelector.Select(Request(s_password, offered) with { ChannelBindings = canBind ? [s_binding] : [] });

        using var scram = plan.Candidates.Single(c => c.Name == "SCRAM-SHA-256").Create(false);
        Assert.StartsWith(header, scram.Start());
    }

    [Fact]
    public void A_bound_SCRAM_needs_something_to_bind_to()
    {
        var plan = SaslMechanismSelector.Select(Request(s_password, "SCRAM-SHA-256-PLUS") with { IsProtected = false });

        Assert.Empty(plan.Candidates);
        Assert.Equal("the connection has nothing that it could be bound to", Assert.Single(plan.Unused).Reason);
    }

    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void The_current_user_goes_by_Kerberos_before_NTLM()
    {
        var plan = SaslMechanismSelector.Select(Request(SmtpCredential.Integrated(), "NTLM NEGOTIATE GSSAPI LOGIN"));

        Assert.Equal(["GSSAPI", "NEGOTIATE", "NTLM"], plan.Candidates.Select(c => c.Name));
        Assert.Equal("LOGIN: it needs a password, and the current user's logon was given", Assert.Single(plan.Unused).ToString());
    }

    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void A_password_goes_by_Kerberos_only_when_that_is_named()
    {
        var request = Request(s_password, "GSSAPI NTLM");

        var plan = SaslMechanismSelector.Select(request);
        Assert.Equal(["NTLM"], plan.Candidates.Select(c => c.Name));
        Assert.Equal("GSSAPI: with a password it is used only when asked for by name", Assert.Single(plan.Unused).ToString());

        plan = SaslMechanismSelector.Select(request with { Mechanism = "GSSAPI" });
        Assert.Equal(["GSSAPI"], plan.Candidates.Select(c => c.Name));
    }

    [Fact]
    public void Who_acts_as_another_user_needs_a_mechanism_that_says_so()
    {
        var plan = SaslMechanismSelector.Select(Request(SmtpCredential.Password("admin", () => "x", "user"), "CRAM-MD5 LOGIN PLAIN SCRAM-SHA-256"));

        Assert.Equal(["SCRAM-SHA-256", "PLAIN"], plan.Candidates.Select(c => c.Name));
        Assert.All(plan.Unused, u => Assert.Contains("acts as another", u.Reason));

        using var plain = plan.Candidates[1].Create(false);
        Assert.Equal("user\0admin\0x", plain.Start());
    }

    [Fact]
    public void A_token_goes_by_the_standard_before_the_older_form()
    {
        var plan = SaslMechanismSelector.Select(Request(s_token, "PLAIN XOAUTH2 OAUTHBEARER"));

        Assert.Equal(["OAUTHBEARER", "XOAUTH2"], plan.Candidates.Select(c => c.Name));
        Assert.Equal("PLAIN", Assert.Single(plan.Unused).Name);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public void A_secret_is_not_sent_without_TLS_unless_that_was_asked_for(string mechanism)
    {
        var request = Request(mechanism.Contains("OAUTH") ? s_token : s_password, mechanism) with { IsProtected = false };

        var refused = SaslMechanismSelector.Select(request);
        var allowed = SaslMechanismSelector.Select(request with { AllowUnprotectedSecrets = true });
        var named = SaslMechanismSelector.Select(request with { Mechanism = mechanism });

        Assert.Empty(refused.Candidates);
        Assert.Contains("without TLS", Assert.Single(refused.Unused).Reason);
        Assert.Equal(mechanism, Assert.Single(allowed.Candidates).Name);
        Assert.Empty(named.Candidates);
    }

    [Fact]
    public void A_mechanism_that_keeps_the_password_needs_no_TLS()
    {
        var plan = SaslMechanismSelector.Select(Request(s_password, "PLAIN CRAM-MD5") with { IsProtected = false });

        Assert.Equal(["CRAM-MD5"], plan.Candidates.Select(c => c.Name));
    }

    [Fact]
    public void Only_the_mechanism_named_is_tried()
    {
        var plan = SaslMechanismSelector.Select(Request(s_password, "CRAM-MD5 PLAIN LOGIN") with { Mechanism = "login" });

        Assert.Equal(["LOGIN"], plan.Candidates.Select(c => c.Name));
        Assert.All(plan.Unused, u => Assert.Equal("LOGIN was asked for by name", u.Reason));
    }

    [Fact]
    public void A_mechanism_named_but_not_offered_is_told()
    {
        var plan = SaslMechanismSelector.Select(Request(s_password, "LOGIN") with { Mechanism = "PLAIN" });

        Assert.Empty(plan.Candidates);
        Assert.Equal(
            "The server offers LOGIN. LOGIN: PLAIN was asked for by name. PLAIN: asked for by name, but the server does not offer it.",
            plan.Explain([]));
    }

    [Fact]
    public void Every_mechanism_offered_is_a_candidate_or_has_a_reason()
    {
        const string offered = "DIGEST-MD5 CRAM-MD5 PLAIN EXTERNAL ANONYMOUS KERBEROS_V4 XOAUTH2 X-UNHEARD-OF LOGIN";
        var plan = SaslMechanismSelector.Select(Request(s_password, offered));

        Assert.Equal(
            offered.Split(' ').Order(),
            plan.Candidates.Select(c => c.Name).Concat(plan.Unused.Select(u => u.Name)).Order());
        Assert.All(plan.Unused, u => Assert.NotEmpty(u.Reason));
        Assert.Contains("RFC 6331", plan.Unused.Single(u => u.Name == "DIGEST-MD5").Reason);
    }

    [Fact]
    public void A_server_without_AUTH_is_told_as_such() =>
        Assert.Equal("The server offers no authentication.", SaslMechanismSelector.Select(Request(s_password, "")).Explain([]));

    [Fact]
    public void What_could_not_start_is_told_with_the_rest()
    {
        var plan = SaslMechanismSelector.Select(Request(s_password, "CRAM-MD5 XOAUTH2"));

        Assert.Equal(
            "The server offers CRAM-MD5, XOAUTH2. CRAM-MD5: MD5 is forbidden. XOAUTH2: it needs an access token, and a password was given.",
            plan.Explain([new UnusedMechanism("CRAM-MD5", "MD5 is forbidden")]));
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 1)]
    public void EXTERNAL_needs_a_client_certificate_or_to_be_named(bool certificate, bool named, int candidates)
    {
        var request = Request(SmtpCredential.External(), "EXTERNAL PLAIN") with { HasClientCertificate = certificate, Mechanism = named ? "EXTERNAL" : null };

        Assert.Equal(candidates, SaslMechanismSelector.Select(request).Candidates.Count);
    }

    [Fact]
    public void EXTERNAL_and_ANONYMOUS_are_never_guessed()
    {
        var plan = SaslMechanismSelector.Select(Request(s_password, "EXTERNAL ANONYMOUS") with { HasClientCertificate = true });

        Assert.Empty(plan.Candidates);
    }

    [Fact]
    public void The_secret_is_read_once_for_each_exchange_and_not_before()
    {
        var refreshes = new List<bool>();
        var credential = SmtpCredential.Token("user@example.com", refresh =>
        {
            refreshes.Add(refresh);
            return "token";
        });

        var candidate = Assert.Single(SaslMechanismSelector.Select(Request(credential, "XOAUTH2")).Candidates);
        Assert.Empty(refreshes);

        _ = candidate.Create(refreshToken: false).InitialResponse();
        _ = candidate.Create(refreshToken: true).InitialResponse();
        Assert.Equal([false, true], refreshes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\r\nbreak")]
    [InlineData("ctrl\u0001a")]
    [InlineData("tökén")]
    public void What_can_be_no_token_is_refused_before_it_is_sent(string token)
    {
        var candidate = SaslMechanismSelector.Select(Request(SmtpCredential.Token("u", _ => token), "XOAUTH2")).Candidates[0];

        var error = Assert.Throws<SaslException>(() => candidate.Create(refreshToken: false));
        Assert.True(token.Length == 0 || !error.Message.Contains(token));
    }

    [Fact]
    public void A_credential_never_shows_its_secret()
    {
        using var secret = TestSecret.Of("hunter2");
        foreach (var credential in new[] { SmtpCredential.Password("user", secret), SmtpCredential.Token("user", secret) })
        {
            Assert.DoesNotContain("hunter2", credential.ToString());
            Assert.DoesNotContain(credential.GetType().GetProperties(), p => p.GetValue(credential)?.ToString()?.Contains("hunter2") == true);
        }
    }

    [Fact]
    public void A_secret_disposed_too_early_is_told()
    {
        var secret = new SecureString();
        var credential = SmtpCredential.Password("user", secret);
        secret.Dispose();

        var candidate = SaslMechanismSelector.Select(Request(credential, "PLAIN")).Candidates[0];
        Assert.Contains("disposed", Assert.Throws<SaslException>(() => candidate.Create(false)).Message);
    }

    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void What_the_catalogue_says_of_secrets_is_what_the_mechanism_says()
    {
        foreach (var entry in SaslCatalog.Entries)
        {
            var credential = entry.Kinds[0] switch
            {
                SmtpCredentialKind.Password => s_password,
                SmtpCredentialKind.Token => s_token,
                SmtpCredentialKind.External => SmtpCredential.External(),
                SmtpCredentialKind.Integrated => SmtpCredential.Integrated(),
                _ => SmtpCredential.Anonymous(),
            };
            using var mechanism = entry.Create(Request(credential, entry.Name), entry.Binds ? s_binding : null, false);

            Assert.Equal(entry.Name, mechanism.Name);
            Assert.Equal(entry.ExposesSecret, mechanism.ExposesSecret);
        }
    }

    private static SaslRequest Request(SmtpCredential credential, string offered) => new()
    {
        Offered = offered.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Credential = credential,
        Host = "mail.example.com",
        Port = 587,
        IsProtected = true,
    };
}
