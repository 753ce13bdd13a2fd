using System.Net;
using System.Text;
using SmtpTools.Sasl;

namespace SmtpTools.Tests.Sasl;

/// <summary>The server's side of the mechanisms, against wrong clients. Right ones sign in in ListenerSecurityTests.</summary>
public class SaslServerTests
{
    private static readonly SaslChannelBinding s_binding = new(SaslChannelBinding.TlsServerEndPoint, [1, 2, 3]);

    [Theory]
    [InlineData("SCRAM-SHA-256", "")]
    [InlineData("SCRAM-SHA-256", "n,,n=user")]
    [InlineData("SCRAM-SHA-256", "n,,n=,r=abc")]
    [InlineData("SCRAM-SHA-256", "n,,n=user,r=")]
    [InlineData("SCRAM-SHA-256", "n,,n=us=er,r=abc")]
    [InlineData("SCRAM-SHA-256", "n,a=boss,n=user,r=abc")]
    [InlineData("SCRAM-SHA-256", "n,,m=ext,n=user,r=abc")]
    [InlineData("SCRAM-SHA-256", "x,,n=user,r=abc")]
    [InlineData("SCRAM-SHA-256", "y,,n=user,r=abc")]
    [InlineData("SCRAM-SHA-256", "p=tls-server-end-point,,n=user,r=abc")]
    [InlineData("SCRAM-SHA-256-PLUS", "n,,n=user,r=abc")]
    [InlineData("SCRAM-SHA-256-PLUS", "p=tls-unique,,n=user,r=abc")]
    [InlineData("CRAM-MD5", "user 0123")]
    [InlineData("EXTERNAL", "somebody")]
    [InlineData("PLAIN", "\0\0")]
    public void A_wrong_first_message_fails(string mechanism, string message) =>
        Assert.Equal(SaslOutcome.Failure, Start(mechanism).Next(Encoding.UTF8.GetBytes(message)).Outcome);

    [Fact]
    public void A_client_that_could_bind_is_let_in_unbound_where_the_server_can_not() =>
        Assert.Equal(SaslOutcome.Challenge, Start("SCRAM-SHA-256", binding: null).Next("y,,n=user,r=abc"u8.ToArray()).Outcome);

    [Theory]
    [InlineData("user", "secret", "c=biws", true)]
    [InlineData("user", "wrong", "c=biws", false)]
    [InlineData("nobody", "secret", "c=biws", false)]
    [InlineData("user", "secret", "c=eSws", false)]
    [InlineData("user", "secret", "", false)]
    public void A_scram_proof_must_hold(string userName, string password, string bindingField, bool succeeds)
    {
        var server = Start("SCRAM-SHA-256");
        var client = ScramMechanism.Create(ScramHash.Sha256, new ScramIdentity(userName, password, ""), null, serverLacksBinding: false);
        var serverFirst = server.Next(client.InitialResponse()).Challenge;
        var clientFinal = Encoding.UTF8.GetString(client.Respond(serverFirst)).Replace("c=biws", bindingField, StringComparison.Ordinal);
        var step = server.Next(Encoding.UTF8.GetBytes(clientFinal));
        Assert.Equal(succeeds ? SaslOutcome.Challenge : SaslOutcome.Failure, step.Outcome);
        if (succeeds)
        {
            step = server.Next(client.Respond(step.Challenge));
            client.VerifyCompleted();
            Assert.Equal((SaslOutcome.Success, "user"), (step.Outcome, server.Identity));
        }

        Assert.Equal(SaslOutcome.Failure, server.Next([]).Outcome);
    }

    [Fact]
    public void A_scram_exchange_is_bound_to_its_connection()
    {
        var server = Start("SCRAM-SHA-1-PLUS");
        var elsewhere = s_binding with { Data = [3, 2, 1] };
        var client = ScramMechanism.Create(ScramHash.Sha1, new ScramIdentity("user", "secret", ""), elsewhere, serverLacksBinding: false);
        Assert.Equal(SaslOutcome.Failure, server.Next(client.Respond(server.Next(client.InitialResponse()).Challenge)).Outcome);
    }

    [Fact]
    public void No_two_scram_exchanges_have_the_same_salt_or_nonce()
    {
        var first = "n,,n=user,r=abc"u8.ToArray();
        Assert.NotEqual(Start("SCRAM-SHA-256").Next(first).Challenge, Start("SCRAM-SHA-256").Next(first).Challenge);
    }

    [Theory]
    [InlineData("user secret")]
    [InlineData("user")]
    [InlineData("nobody 0123456789abcdef0123456789abcdef")]
    [InlineData("")]
    public void A_wrong_cram_digest_fails(string response)
    {
        var server = Start("CRAM-MD5");
        Assert.Equal(SaslOutcome.Challenge, server.Next(null).Outcome);
        Assert.Equal(SaslOutcome.Failure, server.Next(Encoding.UTF8.GetBytes(response)).Outcome);
    }

    [Theory]
    [InlineData("XOAUTH2", "user=user\u0001auth=Bearer wrong\u0001\u0001")]
    [InlineData("XOAUTH2", "user=user\u0001auth=Basic secret\u0001\u0001")]
    [InlineData("XOAUTH2", "user=user\u0001auth=Bearer secret\u0001")]
    [InlineData("XOAUTH2", "auth=Bearer secret\u0001\u0001")]
    [InlineData("XOAUTH2", "")]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Bearer secret\u0001\u0001")]
    [InlineData("OAUTHBEARER", "p=x,a=user,\u0001auth=Bearer secret\u0001\u0001")]
    [InlineData("OAUTHBEARER", "n,a=user,\u0001\u0001")]
    public void A_refused_token_is_explained_before_the_failure(string mechanism, string response)
    {
        var server = Start(mechanism);
        var step = server.Next(Encoding.UTF8.GetBytes(response));
        Assert.Equal(SaslOutcome.Challenge, step.Outcome);
        Assert.Contains("status", BearerError.Describe(step.Challenge), StringComparison.Ordinal);
        Assert.Equal(SaslOutcome.Failure, server.Next([1]).Outcome);
    }

    [Theory]
    [InlineData("XOAUTH2", "user=user\u0001auth=Bearer secret\u0001\u0001")]
    [InlineData("XOAUTH2", "user=user\u0001auth=bearer secret\u0001\u0001")]
    [InlineData("OAUTHBEARER", "n,a=user,\u0001host=h\u0001port=25\u0001auth=Bearer secret\u0001\u0001")]
    [InlineData("OAUTHBEARER", "y,a=user,\u0001auth=Bearer secret\u0001\u0001")]
    public void A_right_token_is_taken(string mechanism, string response) =>
        Assert.Equal(SaslOutcome.Success, Start(mechanism).Next(Encoding.UTF8.GetBytes(response)).Outcome);

    [Fact]
    public void What_a_connection_allows_is_offered()
    {
        var accounts = new SaslAccounts([new NetworkCredential("user", "secret")]);
        Assert.DoesNotContain("SCRAM-SHA-256-PLUS", SaslServers.NamesFor(new SaslServerContext(accounts, null, [])));
        Assert.DoesNotContain("EXTERNAL", SaslServers.NamesFor(new SaslServerContext(accounts, s_binding, [])));
        Assert.Equal(SaslServers.Names, SaslServers.NamesFor(new SaslServerContext(accounts, s_binding, ["a"])));
        Assert.Equal(["EXTERNAL"], SaslServers.NamesFor(new SaslServerContext(new SaslAccounts([]), s_binding, ["a"])));
    }

    [Fact]
    public void Passwords_are_taken_as_given_and_as_prepared()
    {
        var accounts = new SaslAccounts([new NetworkCredential("us\u00ADer", "\u00BD")]);
        Assert.True(accounts.Accepts("us\u00ADer", "\u00BD"));
        Assert.True(accounts.Accepts("user", "1\u20442"));
        Assert.False(accounts.Accepts("user", "1"));
    }

    private static SaslServer Start(string mechanism) => Start(mechanism, s_binding);

    private static SaslServer Start(string mechanism, SaslChannelBinding? binding) =>
        SaslServers.Create(mechanism, new SaslServerContext(new SaslAccounts([new NetworkCredential("user", "secret")]), binding, ["user@client.example"]));
}
