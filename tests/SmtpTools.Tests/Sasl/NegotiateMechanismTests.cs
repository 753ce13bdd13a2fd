using System.Net;
using SmtpTools.Sasl;

namespace SmtpTools.Tests.Sasl;

public class NegotiateMechanismTests
{
    [Fact]
    public void GSSAPI_declines_security_layers_when_the_context_stands()
    {
        var context = new FakeContext(["T2"]);
        using var gssapi = new NegotiateMechanism("GSSAPI", context, "smtp/h", "boss");

        Assert.Equal("T1", gssapi.Start());
        Assert.Equal("T2", gssapi.Answer("server token"));
        Assert.Equal("", gssapi.Answer(""));
        Assert.Equal([.. "{"u8, 1, 0, 0, 0, .. "boss"u8, .. "}"u8], gssapi.Respond([.. "{"u8, 7, 0, 1, 0, .. "}"u8]));
        gssapi.VerifyCompleted();
        _ = Assert.Throws<SaslException>(() => gssapi.Answer("more"));
    }

    [Fact]
    public void GSSAPI_answers_the_last_token_with_nothing_where_the_platform_gives_none()
    {
        using var gssapi = new NegotiateMechanism("GSSAPI", new FakeContext([null]), "smtp/h", "");

        _ = gssapi.Start();
        Assert.Equal("", gssapi.Answer("server token"));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', 6, 0, 1, 0, (byte)'}' }, "demands a GSSAPI security layer")]
    [InlineData(new byte[] { (byte)'{', 1, 0, 0, (byte)'}' }, "can't be read")]
    [InlineData(new byte[] { 7, 0, 1, 0 }, "can't be read")]
    public void GSSAPI_refuses_an_offer_that_it_can_not_take(byte[] offer, string expected)
    {
        using var gssapi = new NegotiateMechanism("GSSAPI", new FakeContext(["T2"]), "smtp/h", "");
        _ = gssapi.Start();
        _ = gssapi.Answer("server token");

        Assert.Contains(expected, Assert.Throws<SaslException>(() => gssapi.Respond(offer)).Message);
    }

    [Fact]
    public void An_exchange_that_the_server_cuts_short_is_not_believed()
    {
        using var ntlm = new NegotiateMechanism("NTLM", new FakeContext(["T2"]), "smtp/h", "");
        _ = ntlm.Start();

        _ = Assert.Throws<SaslException>(ntlm.VerifyCompleted);
    }

    [Fact]
    public void NTLM_ends_with_its_last_token()
    {
        using var ntlm = new NegotiateMechanism("NTLM", new FakeContext(["T2"]), "smtp/h", "");
        _ = ntlm.Start();

        Assert.Equal("T2", ntlm.Answer("type 2"));
        ntlm.VerifyCompleted();
        _ = Assert.Throws<SaslException>(() => ntlm.Answer(""));
    }

    [Fact]
    public void A_token_that_the_platform_rejects_ends_the_exchange()
    {
        using var ntlm = new NegotiateMechanism("NTLM", new FakeContext(["T2"]) { Failure = "InvalidToken" }, "smtp/h", "");

        Assert.Contains("InvalidToken", Assert.Throws<SaslException>(() => ntlm.Answer("garbage")).Message);
    }

    [Fact]
    public void A_context_that_can_not_start_leaves_the_next_mechanism_its_turn()
    {
        using var gssapi = new NegotiateMechanism("GSSAPI", new FakeContext([]) { Failure = "NoCredentials" }, "smtp/h", "");

        Assert.Contains("NoCredentials", Assert.Throws<MechanismUnavailableException>(gssapi.InitialResponse).Message);
    }

    [Fact]
    public void A_server_that_never_comes_to_an_end_is_left()
    {
        using var negotiate = new NegotiateMechanism("NEGOTIATE", new FakeContext([.. Enumerable.Repeat("T", 1000)]), "smtp/h", "");
        _ = negotiate.Start();

        var rounds = 0;
        _ = Assert.Throws<SaslException>(() =>
        {
            for (; rounds < 1000; rounds++)
            {
                _ = negotiate.Answer("again");
            }
        });
        Assert.Equal(NegotiateMechanism.MaxRounds, rounds);
    }

    [Theory]
    [InlineData(@"CORP\jane", "CORP", "jane")]
    [InlineData("jane@corp.example", "", "jane@corp.example")]
    [InlineData("jane", "", "jane")]
    [InlineData(@"\jane", "", @"\jane")]
    public void A_domain_before_the_user_name_is_told_apart(string text, string domain, string user)
    {
        NetworkCredential credential = NegotiateMechanism.ToNetworkCredential(text, "pw");

        Assert.Equal((domain, user, "pw"), (credential.Domain, credential.UserName, credential.Password));
    }

    [Theory]
    [InlineData("GSSAPI")]
    [InlineData("NTLM")]
    [InlineData("NEGOTIATE")]
    public void What_this_machine_can_not_do_is_told_and_nothing_else_thrown(string name)
    {
        // With neither ticket nor logon: a platform that has the package may begin (NTLM), one that lacks it may not.
        try
        {
            using var mechanism = NegotiateMechanism.Create(name, "smtp/nowhere.invalid", null, "");
            Assert.NotEmpty(mechanism.InitialResponse());
        }
        catch (MechanismUnavailableException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    /// <summary>A context that is established after its last token, and protects a message by braces.</summary>
    private sealed class FakeContext(IReadOnlyList<string?> tokens) : ISecurityContext
    {
        private int _step = -1;

        public string? Failure { get; init; }

        public bool IsEstablished => _step >= tokens.Count - 1 && _step >= 0;

        public byte[]? Step(byte[] incoming, out string? failure)
        {
            failure = Failure;
            var token = incoming.Length == 0 ? "T1" : tokens[++_step];
            return token is null ? null : System.Text.Encoding.UTF8.GetBytes(token);
        }

        public byte[]? Unwrap(byte[] message) => message.Length >= 2 && message[0] == '{' && message[^1] == '}' ? message[1..^1] : null;

        public byte[]? Wrap(byte[] message) => [.. "{"u8, .. message, .. "}"u8];

        public void Dispose()
        {
        }
    }
}
