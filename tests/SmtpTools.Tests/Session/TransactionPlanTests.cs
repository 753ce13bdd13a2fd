using System.Text;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session.Hostile;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

/// <summary>What a message needs against what the server offers: the parameters of MAIL and RCPT, and what is refused before anything is sent.</summary>
public sealed class TransactionPlanTests
{
    private const string EightBitBody = "Subject: x\r\n\r\nGr\u00FC\u00DFe\r\n";
    private const string EightBitHeader = "Subject: Gr\u00FC\u00DFe\r\n\r\nx\r\n";

    [Theory]
    [InlineData("Subject: Hi\r\n\r\nHello\r\n", 22)]
    [InlineData("Subject: Hi\n\nHello\n", 22)]
    [InlineData("Subject: Hi\r\rHello", 22)]
    [InlineData("Subject: Hi\r\n\r\n.\r\n", 18)]
    public void The_declared_size_counts_CRLF_and_no_stuffed_dots(string text, int size) =>
        Sent(["SIZE 1000"], $"MAIL FROM:<sender@example.org> SIZE={size}", "RCPT TO:<a@example.net>", Envelope("a@example.net"), Content(text));

    [Theory]
    [InlineData("SIZE")]
    [InlineData("SIZE 0")]
    [InlineData("SIZE 22")]
    public void A_message_of_the_largest_size_is_sent(string offer) => Sent([offer], "MAIL FROM:<sender@example.org> SIZE=22", "RCPT TO:<a@example.net>", Envelope("a@example.net"), Content());

    [Fact]
    public void A_message_that_is_larger_costs_no_round_trip() => Kept("SIZE", ["SIZE 21"], Envelope("a@example.net"), Content());

    [Theory]
    [InlineData("8BITMIME", EightBitBody, " BODY=8BITMIME")]
    [InlineData("8BITMIME", "Subject: x\r\n\r\nx\r\n", "")]
    [InlineData("SMTPUTF8 8BITMIME", EightBitHeader, " BODY=8BITMIME SMTPUTF8")]
    [InlineData("SMTPUTF8 8BITMIME", EightBitBody, " BODY=8BITMIME")]
    public void Eight_bits_are_declared_where_they_are(string offers, string text, string parameters) =>
        Sent(offers.Split(' '), $"MAIL FROM:<sender@example.org>{parameters}", "RCPT TO:<a@example.net>", Envelope("a@example.net"), Content(text));

    [Theory]
    [InlineData("8BITMIME", "PIPELINING", EightBitBody)]
    [InlineData("8BITMIME", "BINARYMIME", EightBitBody)]
    [InlineData("SMTPUTF8", "8BITMIME", EightBitHeader)]
    [InlineData("BINARYMIME", "8BITMIME", "Subject: x\r\n\r\n\0\r\n")]
    [InlineData("BINARYMIME", "BINARYMIME", "Subject: x\r\n\r\n\0\r\n")]
    public void Content_that_the_server_can_not_carry_is_kept(string requirement, string offer, string text) => Kept(requirement, [offer], Envelope("a@example.net"), Content(text));

    [Fact]
    public void A_sender_that_has_no_ASCII_form_needs_SMTPUTF8()
    {
        var envelope = Envelope("a@example.net");
        envelope.ReversePath = Mailbox.Parse("j\u00F6s\u00E9@example.org");

        Kept("SMTPUTF8", ["8BITMIME"], envelope, Content());
        Sent(["8BITMIME", "SMTPUTF8"], "MAIL FROM:<j\u00C3\u00B6s\u00C3\u00A9@example.org> BODY=8BITMIME SMTPUTF8", "RCPT TO:<a@example.net>", envelope, Content());
    }

    [Fact]
    public void A_domain_goes_in_A_labels_as_long_as_nothing_else_needs_more()
    {
        var envelope = Envelope("a@b\u00FCcher.example");
        envelope.ReversePath = Mailbox.Parse("sender@b\u00FCcher.example");

        Sent(["SMTPUTF8"], "MAIL FROM:<sender@xn--bcher-kva.example>", "RCPT TO:<a@xn--bcher-kva.example>", envelope, Content());
        Sent([], "MAIL FROM:<sender@xn--bcher-kva.example>", "RCPT TO:<a@xn--bcher-kva.example>", envelope, Content());
    }

    [Fact]
    public void A_recipient_that_has_no_ASCII_form_is_refused_alone()
    {
        var result = Sent([], "MAIL FROM:<sender@example.org>", "RCPT TO:<b@example.net>", Envelope("j\u00F6s\u00E9@example.net", "b@example.net"), Content(), SendState.PartlySent);

        Assert.Equal((RecipientState.Rejected, RecipientState.Accepted), (result.Recipients[0].State, result.Recipients[1].State));
        Assert.Contains("SMTPUTF8", result.Recipients[0].Reason, StringComparison.Ordinal);
        Assert.Null(result.Recipients[0].Reply);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_nobody_could_get_it_nothing_is_sent(bool requireAll)
    {
        using var server = Offering([]);
        var recipients = requireAll ? ["j\u00F6s\u00E9@example.net", "b@example.net"] : new[] { "j\u00F6s\u00E9@example.net" };

        var result = Send(server, Envelope(recipients), Content(), new SendOptions { RequireAllRecipients = requireAll });

        Assert.Equal(requireAll ? SendState.NotSent : SendState.Refused, result.State);
        Assert.Equal(RecipientState.Rejected, result.Recipients[0].State);
    }

    [Fact]
    public void Notifications_are_asked_for_where_DSN_is_offered()
    {
        var envelope = Notified();

        Sent(["DSN"], "MAIL FROM:<sender@example.org> RET=HDRS ENVID=id+2B1", "RCPT TO:<a@example.net> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@example.net", envelope, Content());
    }

    [Fact]
    public void Where_DSN_is_not_offered_the_result_says_so()
    {
        var result = Sent([], "MAIL FROM:<sender@example.org>", "RCPT TO:<a@example.net>", Notified(), Content());

        Assert.Contains(result.Notes, note => note.Contains("DSN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("id\r\nRCPT TO:<victim@example.com>")]
    [InlineData("")]
    public void A_bad_parameter_is_refused_before_MAIL_and_the_session_stays(string envelopeId)
    {
        using var server = Offering(["DSN"]);
        using var session = new SmtpSession(Options(server));
        session.Open();
        var envelope = Envelope("a@example.net");
        envelope.EnvelopeId = envelopeId;

        _ = Assert.Throws<ArgumentException>(() => session.Send(envelope, Content()));

        Assert.Equal(SmtpSessionState.Ready, session.State);
        _ = session.Quit();
        server.Verify();
    }

    [Theory]
    [InlineData(TlsMode.None, "REQUIRETLS", true)]
    [InlineData(TlsMode.StartTls, "SIZE", true)]
    [InlineData(TlsMode.StartTlsWhenAvailable, "REQUIRETLS", false)]
    public void REQUIRETLS_fails_closed(TlsMode security, string offer, bool trust)
    {
        using var server = security == TlsMode.None ? Offering([offer]) : ScriptedServer.Start(script => Secured(script, offer).Quit());
        var envelope = Envelope("a@example.net");
        envelope.RequireTls = true;

        var result = Send(server, envelope, Content(), security: security, trust: trust);

        Assert.Equal((SendState.NotSent, "REQUIRETLS"), (result.State, Assert.IsType<SmtpRequirementException>(result.Error).Requirement));
    }

    [Fact]
    public void REQUIRETLS_is_asked_for_under_verified_TLS()
    {
        using var server = ScriptedServer.Start(script => Secured(script, "REQUIRETLS").Answer("MAIL FROM:<sender@example.org> REQUIRETLS", "250 Ok").Answer("RCPT TO:<a@example.net>", "250 Ok")
            .Answer("DATA", "354 Go").ExpectData().Send("250 Ok").Quit());
        var envelope = Envelope("a@example.net");
        envelope.RequireTls = true;

        Assert.Equal(SendState.Sent, Send(server, envelope, Content(), security: TlsMode.StartTls).State);
    }

    [Fact]
    public void Binary_content_travels_octet_for_octet()
    {
        byte[] content = [.. "Subject: x\r\n\r\n"u8, 0, 10, 13, 46, 10, 255, 13];
        using var server = ScriptedServer.Start(script => script.Hello("CHUNKING", "BINARYMIME", "8BITMIME", "SIZE")
            .Answer($"MAIL FROM:<sender@example.org> SIZE={content.Length} BODY=BINARYMIME", "250 Ok").Answer("RCPT TO:<a@example.net>", "250 Ok").AnswerBdat("250 Ok")
            .Answer($"MAIL FROM:<sender@example.org> SIZE={content.Length} BODY=BINARYMIME", "250 Ok").Answer("RCPT TO:<a@example.net>", "250 Ok").AnswerBdat("250 Ok").Quit());
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, content);
            using var session = new SmtpSession(Options(server));
            session.Open();

            Assert.Equal(SendState.Sent, session.Send(Envelope("a@example.net"), MessageContent.FromOctets(content)).State);
            Assert.Equal(SendState.Sent, session.Send(Envelope("a@example.net"), MessageContent.FromFile(path)).State);
            _ = session.Quit();
            server.Verify();
            Assert.All(server.Connection.Contents, received => Assert.Equal(content, received));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Extensions_that_are_to_be_ignored_are()
    {
        using var server = ScriptedServer.Start(script => script.Hello("PIPELINING", "CHUNKING", "SIZE 1", "DSN", "LIMITS RCPTMAX=1").Answer("MAIL FROM:<sender@example.org>", "250 Ok")
            .Answer("RCPT TO:<a@example.net>", "250 Ok").Answer("RCPT TO:<b@example.net>", "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("250 Ok").Quit());
        var options = Options(server);
        options.IgnoredExtensions.UnionWith(["pipelining", "CHUNKING", "Size", "DSN", "LIMITS"]);
        using var session = new SmtpSession(options);
        session.Open();

        Assert.Equal(SendState.Sent, session.Send(Envelope("a@example.net", "b@example.net"), Content()).State);
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void The_null_path_is_empty()
    {
        var envelope = Envelope("a@example.net");
        envelope.ReversePath = null;

        var result = Sent([], "MAIL FROM:<>", "RCPT TO:<a@example.net>", envelope, Content());

        Assert.Equal(string.Empty, result.Sender);
    }

    private static SmtpEnvelope Notified()
    {
        var envelope = Envelope("a@example.net");
        envelope.Return = DsnReturn.Headers;
        envelope.EnvelopeId = "id+1";
        envelope.Recipients[0].Notify = DsnNotify.Success | DsnNotify.Delay;
        envelope.Recipients[0].OriginalRecipient = "rfc822;a+b@example.net";
        return envelope;
    }

    private static SendResult Sent(string[] offers, string mail, string rcpt, SmtpEnvelope envelope, MessageContent content, SendState state = SendState.Sent)
    {
        using var server = ScriptedServer.Start(script =>
        {
            _ = script.Hello(offers);
            _ = offers.Contains("PIPELINING") ? script.Expect(mail, rcpt, "DATA").Send("250 Ok", "250 Ok", "354 Go") : script.Answer(mail, "250 Ok").Answer(rcpt, "250 Ok").Answer("DATA", "354 Go");
            _ = script.ExpectData().Send("250 Ok").Quit();
        });
        var result = Send(server, envelope, content);
        Assert.Equal(state, result.State);
        Assert.Equal(content.Size, result.Octets);
        return result;
    }

    private static void Kept(string requirement, string[] offers, SmtpEnvelope envelope, MessageContent content)
    {
        using var server = Offering(offers);
        var result = Send(server, envelope, content);
        var error = Assert.IsType<SmtpRequirementException>(result.Error);
        Assert.Equal((SendState.NotSent, requirement, false), (result.State, error.Requirement, result.IsRetryable));
        Assert.All(result.Recipients, recipient => Assert.Equal(RecipientState.NotTried, recipient.State));
    }

    private static ScriptedServer Offering(string[] offers) => ScriptedServer.Start(script => script.Hello(offers).Quit());

    private static Script Secured(Script script, string offer) => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate).Ehlo(offer);

    private static SendResult Send(ScriptedServer server, SmtpEnvelope envelope, MessageContent content, SendOptions? how = null, TlsMode security = TlsMode.None, bool trust = true)
    {
        var options = Options(server, security);
        if (trust)
        {
            TestTls.Trust(options);
        }

        using var session = new SmtpSession(options);
        session.Open();
        var result = session.Send(envelope, content, how);
        Assert.Equal(SmtpSessionState.Ready, session.State);
        _ = session.Quit();
        server.Verify();
        return result;
    }
}
