using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

/// <summary>Many messages handed over together by a sender, which opens its connection anew where it breaks.</summary>
public sealed class SmtpSenderManyTests
{
    private static readonly string[] s_chunking = ["250-mx.example", "250-PIPELINING", "250 CHUNKING"];
    private static readonly string[] s_pipelining = ["250-mx.example", "250 PIPELINING"];

    [Fact]
    public void What_had_left_on_a_broken_connection_is_in_doubt_and_the_rest_goes_over_a_new_one()
    {
        const int Messages = 20;
        using var server = ScriptedServer.Start(
        [
            script => InChunks(Chunking(script), 0).Reset(),
            script => Enumerable.Range(MessagePipelineWindow, Messages - MessagePipelineWindow)
                .Aggregate(Chunking(script), (all, i) => InChunks(i == MessagePipelineWindow ? all : all.Expect("RSET").Send("250 Reset"), i)).Quit(),
        ]);
        List<SendResult> results;
        using (var sender = new SmtpSender(Options(server)))
        {
            results = sender.SendMany(Enumerable.Range(0, Messages).Select(i => Message($"r{i}@example.net"))).ToList();
        }

        // The first one's replies came or did not, as the reset overtook them or did not.
        server.Verify();
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"r{i}@example.net"), results.Select(result => result.Recipients[0].Address));
        Assert.All(results.Take(MessagePipelineWindow).Skip(1), result => Assert.Equal(SendState.InDoubt, result.State));
        Assert.All(results.Skip(MessagePipelineWindow), result => Assert.Equal(SendState.Sent, result.State));
    }

    [Fact]
    public void A_message_whose_envelope_alone_had_left_goes_over_a_new_connection()
    {
        using var server = ScriptedServer.Start(
        [
            script => script.Send("220 mx").Answer("EHLO client.example", s_pipelining)
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<a@example.net>", "DATA").Send("250 Ok", "250 Ok", "354 Go").ExpectData()
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<b@example.net>", "DATA").Cut(),
            script => script.Send("220 mx").Answer("EHLO client.example", s_pipelining)
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<b@example.net>", "DATA").Send("250 Ok", "250 Ok", "354 Go").ExpectData().Send("250 queued as B2")
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<c@example.net>", "DATA").Send("250 Ok", "250 Ok", "354 Go").ExpectData().Send("250 queued as C3")
                .Quit(),
        ]);
        List<SendResult> results;
        using (var sender = new SmtpSender(Options(server)))
        {
            results = sender.SendMany([Message("a@example.net"), Message("b@example.net"), Message("c@example.net")]).ToList();
        }

        server.Verify();
        Assert.Equal([SendState.InDoubt, SendState.Sent, SendState.Sent], results.Select(result => result.State));
        Assert.Equal([null, "B2", "C3"], results.Select(result => result.QueueId));
    }

    [Fact]
    public void A_server_that_ends_the_session_between_messages_costs_none_of_them()
    {
        using var server = ScriptedServer.Start(
        [
            script => InChunks(Chunking(script), 0).Expect("RSET").Expect("MAIL *", "RCPT *", "BDAT 22 LAST").ExpectBytes(22).Send("250 Reset", "421 4.7.0 Enough for now").ExpectClose(),
            script => InChunks(Chunking(script), 1).Quit(),
        ]);
        List<SendResult> results;
        using (var sender = new SmtpSender(Options(server)))
        {
            results = sender.SendMany([Message("r0@example.net"), Message("r1@example.net")]).ToList();
        }

        server.Verify();
        Assert.Equal([SendState.Sent, SendState.Sent], results.Select(result => result.State));
    }

    [Fact]
    public void A_server_that_cannot_be_reached_is_the_result_of_each()
    {
        using var server = ScriptedServer.Start([script => script.Send("554 No service").Quit(), script => script.Send("554 No service").Quit()]);
        using var sender = new SmtpSender(Options(server));

        var results = sender.SendMany([Message("a@example.net"), Message("b@example.net")]).ToList();

        Assert.Equal([554, 554], results.Select(result => result.Reply!.Code));
    }

    [Fact]
    public void A_parameter_that_is_none_is_the_fault_of_its_message_alone()
    {
        using var listener = new SmtpListener();
        listener.Start();
        var wrong = Message("b@example.net");
        wrong.Envelope.EnvelopeId = "not\tprintable";
        List<SendResult> results;
        using (var sender = new SmtpSender(OptionsOf(listener)))
        {
            results = sender.SendMany([Message("a@example.net"), wrong, Message("c@example.net")]).ToList();
        }

        Assert.Equal([SendState.Sent, SendState.NotSent, SendState.Sent], results.Select(result => result.State));
        Assert.IsType<ArgumentException>(results[1].Error!.InnerException);
    }

    [Fact]
    public void Results_that_are_not_waited_for_end_the_session()
    {
        using var listener = new SmtpListener();
        listener.Start();
        using var session = new SmtpSession(OptionsOf(listener));
        session.Open();

        _ = session.SendMany(Enumerable.Range(0, 3 * MessagePipelineWindow).Select(i => Message($"r{i}@example.net"))).First();

        Assert.Equal(SmtpSessionState.Broken, session.State);
    }

    private const int MessagePipelineWindow = SmtpTools.Session.MessagePipeline.MaxInFlight;

    private static Script Chunking(Script script) => script.Send("220 mx").Answer("EHLO client.example", s_chunking);

    private static Script InChunks(Script script, int number) =>
        script.Expect("MAIL FROM:<sender@example.org>", $"RCPT TO:<r{number}@example.net>", "BDAT 22 LAST").ExpectBytes(22).Send("250 Ok", "250 Ok", "250 Ok");

    private static SmtpSessionOptions OptionsOf(SmtpListener listener) => new(new SmtpEndpoint("127.0.0.1", listener.Port))
    {
        Security = TlsMode.None,
        LocalDomain = "client.example",
        Timeouts = SmtpTimeouts.AtMost(Patience),
    };

    private static OutgoingMessage Message(string recipient) => new(Envelope(recipient), Content());
}
