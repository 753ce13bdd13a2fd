using SmtpTools.Sasl;

namespace SmtpTools.Tests.Sasl;

public class BearerMechanismTests
{
    private const string Token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";

    [Theory]
    [InlineData(143, "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB")]
    [InlineData(587, "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9NTg3AWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB")]
    public void OAUTHBEARER_sends_the_messages_of_RFC_7628_4_1(int port, string expected)
    {
        var bearer = new OAuthBearerMechanism("user@example.com", Token, "server.example.com", port);

        Assert.Equal(expected, Convert.ToBase64String(bearer.InitialResponse()!));
        bearer.VerifyCompleted();
    }

    [Fact]
    public void OAUTHBEARER_escapes_the_user_name() =>
        Assert.StartsWith("n,a=a=2Cb=3Dc,\u0001", new OAuthBearerMechanism("a,b=c", Token, "h", 1).Start());

    [Fact]
    public void OAUTHBEARER_tells_the_error_of_RFC_7628_4_4_and_lets_the_server_finish()
    {
        var bearer = new OAuthBearerMechanism("someuser@example.com", Token, "server.example.com", 587);
        _ = bearer.Start();

        var challenge = Convert.FromBase64String("eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NoZW1lcyI6ImJlYXJlciBtYWMiLCJzY29wZSI6Imh0dHBzOi8vbWFpbC5leGFtcGxlLmNvbS8ifQ==");
        Assert.Equal("AQ==", Convert.ToBase64String(bearer.Respond(challenge)));
        Assert.Equal("status invalid_token, schemes bearer mac, scope https://mail.example.com/", bearer.ServerError);
        _ = Assert.Throws<SaslException>(bearer.VerifyCompleted);
        _ = Assert.Throws<SaslException>(() => bearer.Answer(""));
    }

    [Fact]
    public void XOAUTH2_sends_user_and_token()
    {
        var bearer = new XOAuth2Mechanism("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");

        // The example of Google's description of the mechanism.
        Assert.Equal(
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==",
            Convert.ToBase64String(bearer.InitialResponse()!));
    }

    [Fact]
    public void XOAUTH2_answers_an_error_with_an_empty_line()
    {
        var bearer = new XOAuth2Mechanism("user@example.com", Token);
        _ = bearer.Start();

        Assert.Equal("", bearer.Answer("""{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"""));
        Assert.Equal("status 400, schemes Bearer, scope https://mail.google.com/", bearer.ServerError);
    }

    [Theory]
    [InlineData("", "no reason given")]
    [InlineData("try later", "try later")]
    [InlineData("{\"status\":401}", "status 401")]
    [InlineData("{ \"status\" : \"a\\u0041\\n\\\"\" , \"x\":null }", "status aA \", x null")]
    [InlineData("{}", "{}")]
    [InlineData("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}")]
    [InlineData("{\"a\":\"b\"", "{\"a\":\"b\"")]
    [InlineData("{\"a\":\"\\u00\"}", "{\"a\":\"\\u00\"}")]
    [InlineData("{\"a\":\"b\"} trailing", "{\"a\":\"b\"} trailing")]
    [InlineData("\u001b[31mred\r\n", "[31mred")]
    public void The_reason_is_told_in_one_printable_line(string challenge, string expected)
    {
        var bearer = new XOAuth2Mechanism("user@example.com", Token);
        _ = bearer.Start();
        _ = bearer.Answer(challenge);

        Assert.Equal(expected, bearer.ServerError);
    }

    [Fact]
    public void A_long_reason_is_cut()
    {
        var bearer = new XOAuth2Mechanism("user@example.com", Token);
        _ = bearer.Start();
        _ = bearer.Answer(new string('x', 100_000));

        Assert.Equal(new string('x', BearerError.MaxShown) + "...", bearer.ServerError);
    }

    [Theory]
    [InlineData("a\u0001auth=Bearer other")]
    public void A_user_name_can_not_end_its_field(string user)
    {
        _ = Assert.Throws<SaslException>(() => new XOAuth2Mechanism(user, Token).InitialResponse());
        _ = Assert.Throws<SaslException>(() => new OAuthBearerMechanism(user, Token, "h", 1).InitialResponse());
    }
}
