using SmtpTools.TestServer;
using SmtpTools.Tests.Session.Hostile;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

/// <summary>VRFY, EXPN, HELP, ETRN: what goes out for what was asked.</summary>
public sealed class QuestionTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "ann", "ann" },
        { "ann@example.net", "ann@example.net" },
        { " <ann@example.net> ", "ann@example.net" },
        { "ann@bücher.example", "ann@xn--bcher-kva.example" },
        { "ann.smith+x", "ann.smith+x" },
        { "Ann Smith", "\"Ann Smith\"" },
        { "a\"b\\c", "\"a\\\"b\\\\c\"" },
        { "ann@example.net extra", "\"ann@example.net extra\"" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_goes_out_as_a_string(string text, string sent)
    {
        using var server = ScriptedServer.Start(script => script.Hello()
            .Answer($"VRFY {sent}", "252 2.0.0 ?").Answer($"EXPN {sent}", "550-5.1.1 a", "550 5.1.1 b").Answer($"HELP {sent}", "214 2.0.0 x").Quit());
        using var session = Open(server);

        Assert.Equal(252, session.Verify(text).Code);
        Assert.Equal("a\nb", session.Expand(text).Text);
        Assert.Equal(214, session.Help(text).Code);

        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void HELP_needs_no_topic()
    {
        using var server = ScriptedServer.Start(script => script.Hello().Answer("HELP", "214-Commands:", "214 HELO").Quit());
        using var session = Open(server);

        Assert.Equal("Commands:\nHELO", session.Help().Text);

        _ = session.Quit();
        server.Verify();
    }

    [Theory]
    [InlineData("änn", "änn")]
    [InlineData("änn@bücher.example", "änn@bücher.example")]
    public void What_is_not_ASCII_goes_with_SMTPUTF8_or_not_at_all(string text, string sent)
    {
        var octets = System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(sent));
        using var server = ScriptedServer.Start(
        [
            script => script.Hello("SMTPUTF8").Answer($"VRFY {octets} SMTPUTF8", "250 2.0.0 Ok").Answer($"EXPN {octets} SMTPUTF8", "250 2.0.0 Ok").Quit(),
            script => script.Hello().Quit(),
        ]);
        using (var session = Open(server))
        {
            Assert.Equal(250, session.Verify(text).Code);
            Assert.Equal(250, session.Expand(text).Code);
            _ = session.Quit();
        }

        using (var session = Open(server))
        {
            Assert.Equal("SMTPUTF8", Assert.Throws<SmtpRequirementException>(() => session.Verify(text)).Requirement);
            Assert.Equal(SmtpSessionState.Ready, session.State);
            _ = session.Quit();
        }

        server.Verify();
    }

    [Theory]
    [InlineData("example.net", "example.net")]
    [InlineData("@bücher.example", "@xn--bcher-kva.example")]
    [InlineData("#slow-queue", "#slow-queue")]
    public void ETRN_names_a_node(string node, string sent)
    {
        using var server = ScriptedServer.Start(script => script.Hello("ETRN").Answer($"ETRN {sent}", "253 OK, 4 pending messages started").Quit());
        using var session = Open(server);

        Assert.Equal(253, session.Etrn(node).Code);

        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void ETRN_is_not_sent_where_it_is_not_offered()
    {
        using var server = ScriptedServer.Start(script => script.Hello().Quit());
        using var session = Open(server);

        Assert.Equal("ETRN", Assert.Throws<SmtpRequirementException>(() => session.Etrn("example.net")).Requirement);

        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void Nothing_breaks_out_of_a_line()
    {
        using var server = ScriptedServer.Start(script => script.Hello("ETRN", "SMTPUTF8").Quit());
        using var session = Open(server);

        foreach (var text in new[] { "", " ", "a\r\nRSET", "a\nb", "a\0b", "a\u0085b" })
        {
            _ = Assert.Throws<ArgumentException>(() => session.Verify(text));
            _ = Assert.Throws<ArgumentException>(() => session.Expand(text));
            _ = Assert.Throws<ArgumentException>(() => session.Help(text));
            _ = Assert.Throws<ArgumentException>(() => session.Etrn(text));
        }

        foreach (var node in new[] { "@", "#", "# x", "#ä", "exa mple.net", "<example.net>" })
        {
            _ = Assert.Throws<ArgumentException>(() => session.Etrn(node));
        }

        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void A_421_ends_the_session()
    {
        using var server = ScriptedServer.Start(script => script.Hello().Answer("VRFY ann", "421 4.3.2 Going down").Close());
        using var session = Open(server);

        Assert.Equal(421, Assert.Throws<SmtpReplyException>(() => session.Verify("ann")).Reply.Code);

        Assert.Equal(SmtpSessionState.Broken, session.State);
    }

    private static SmtpSession Open(ScriptedServer server)
    {
        var session = new SmtpSession(Options(server));
        session.Open();
        return session;
    }
}
