using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

public sealed class TransferParameterTests
{
    [Fact]
    public void Every_parameter_is_written_where_its_extension_is_offered()
    {
        using var server = Offering(
            "MAIL FROM:<sender@example.org> BY=3600;RT HOLDUNTIL=2026-12-24T18:00:00Z MT-PRIORITY=-3 AUTH=first+2Bname@example.org",
            "RCPT TO:<a@example.net> RRVS=2020-01-02T03:04:05Z",
            "250-DELIVERBY 60", "250-FUTURERELEASE 86400 2027-01-01T00:00:00Z", "250-MT-PRIORITY MIXER", "250-RRVS", "250 AUTH PLAIN");
        var envelope = Envelope("a@example.net");
        envelope.DeliverBy = new DeliverBy(TimeSpan.FromHours(1), DeliverByMode.Return, Trace: true);
        envelope.HoldUntil = new DateTimeOffset(2026, 12, 24, 19, 0, 0, TimeSpan.FromHours(1));
        envelope.TransferPriority = -3;
        envelope.Submitter = "first+name@example.org";
        envelope.Recipients[0].ValidSince = new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero);

        Assert.Equal(SendState.Sent, Send(server, envelope).State);
    }

    [Theory]
    [InlineData("DELIVERBY")]
    [InlineData("FUTURERELEASE")]
    public void A_condition_that_the_server_would_pass_over_keeps_the_message_here(string keyword)
    {
        using var server = ScriptedServer.Start(script => script.Send("220 mx").Answer("EHLO client.example", "250 mx").Quit());
        var envelope = Envelope("a@example.net");
        envelope.DeliverBy = keyword == "DELIVERBY" ? new DeliverBy(TimeSpan.FromHours(1), DeliverByMode.Notify) : null;
        envelope.HoldUntil = keyword == "FUTURERELEASE" ? DateTimeOffset.UtcNow.AddHours(1) : null;

        var result = Send(server, envelope);

        Assert.Equal(SendState.NotSent, result.State);
        Assert.Equal(keyword, Assert.IsType<SmtpRequirementException>(result.Error).Requirement);
    }

    [Fact]
    public void A_time_below_what_the_server_promises_is_refused_here()
    {
        using var server = ScriptedServer.Start(script => script.Send("220 mx").Answer("EHLO client.example", "250-mx", "250 DELIVERBY 600").Quit());
        var envelope = Envelope("a@example.net");
        envelope.DeliverBy = new DeliverBy(TimeSpan.FromMinutes(1), DeliverByMode.Return);

        Assert.IsType<SmtpRequirementException>(Send(server, envelope).Error);
    }

    [Fact]
    public void A_recipient_with_a_condition_that_the_server_lacks_is_not_named_to_it()
    {
        using var server = Offering("MAIL FROM:<sender@example.org>", "RCPT TO:<b@example.net>", "250 HELP");
        var envelope = Envelope("a@example.net", "b@example.net");
        envelope.Recipients[0].ValidSince = DateTimeOffset.UtcNow;

        var result = Send(server, envelope);

        Assert.Equal(SendState.PartlySent, result.State);
        Assert.Contains("RRVS", result.Recipients[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_priority_that_the_server_lacks_is_left_out_and_said()
    {
        using var server = Offering("MAIL FROM:<sender@example.org>", "RCPT TO:<a@example.net>", "250 HELP");
        var envelope = Envelope("a@example.net");
        envelope.TransferPriority = 5;

        Assert.Contains(Send(server, envelope).Notes, note => note.Contains("MT-PRIORITY", StringComparison.Ordinal));
    }

    private static ScriptedServer Offering(string mail, string rcpt, params string[] keywords) =>
        ScriptedServer.Start(script => script.Send("220 mx").Answer("EHLO client.example", ["250-mx", .. keywords])
            .Answer(mail, "250 Ok").Answer(rcpt, "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("250 Ok").Quit());

    private static SendResult Send(ScriptedServer server, SmtpEnvelope envelope)
    {
        using var session = new SmtpSession(Options(server));
        session.Open();
        var result = session.Send(envelope, Content());
        _ = session.Quit();
        server.Verify();
        return result;
    }
}
