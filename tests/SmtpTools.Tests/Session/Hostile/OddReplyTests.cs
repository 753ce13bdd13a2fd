using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>Replies that break RFC 5321 4.2 and are understood all the same, each flagged.</summary>
public sealed class OddReplyTests
{
    private static readonly Outcome s_sent = Outcome.Decided(SendState.Sent, SmtpPhase.EndOfData, RecipientState.Accepted, RecipientState.Accepted);

    private static readonly HostileRules s_rules = new(
        new("lines end in a bare LF", script => Raw(script, text => text.Replace("\r\n", "\n")), s_sent) { Also = Flagged(ReplyAnomalies.LineEnding) },
        new("lines end in CR CR LF", script => Raw(script, text => text.Replace("\r\n", "\r\r\n")), s_sent) { Also = Flagged(ReplyAnomalies.LineEnding) },
        new("codes stand alone", script => Raw(script, text => text.Replace(" Ok", string.Empty)), s_sent) { Also = Flagged(ReplyAnomalies.None) },
        new("nothing stands between code and text", script => Raw(script, text => text.Replace(" Ok", "Ok")), s_sent) { Also = Flagged(ReplyAnomalies.MissingSeparator) },
        new("text is not UTF-8", script => Raw(script, text => text.Replace(" Ok", " \xC7\xEB\xCA\xB9")), s_sent) { Also = Flagged(ReplyAnomalies.NotUtf8) },
        new("text holds escape sequences", script => Raw(script, text => text.Replace(" Ok", " \x1B[2JOk")), s_sent)
        {
            Also = (session, result) =>
            {
                Flagged(ReplyAnomalies.ControlCharacters)(session, result);
                Assert.DoesNotContain(result!.Transcript, entry => entry.Text.Contains('\x1B'));
            },
        },
        new("a line has 5,000 octets", script => Raw(script, text => text.Replace(" Ok", " " + new string('x', 5000))), s_sent) { InBytes = false },
        new("each reply has 20 lines", script => Raw(script, text => text.Replace("250 Ok", string.Concat(Enumerable.Repeat("250-Ok\r\n", 19)) + "250 Ok")), s_sent),
        new("354 has several lines", script => script.Hello().Envelope().Answer("DATA", "354-Go", "354 ahead").ExpectData().Send(Queued).Quit(), s_sent),
        new("another 3xx to DATA is an answer to it", script => script.Hello().Envelope().Answer("DATA", "350 Go ahead").ExpectData().Send(Queued).Quit(), s_sent),
        new("251 and 252 take a recipient", script => script.Hello().Answer(MailLine, MailOk).Answer(RcptA, "251 Will forward").Answer(RcptB, "252 Will try").Answer("DATA", GoAhead).ExpectData().Send(Queued).Quit(), s_sent),
        new(
            "of differing codes in one reply the last one counts",
            script => script.Hello().Answer(MailLine, MailOk).Answer(RcptA, "250-2.1.5 Ok", "550 5.1.1 But no").Answer(RcptB, RcptOk).Answer("DATA", GoAhead).ExpectData().Send(Queued).Quit(),
            Outcome.Decided(SendState.PartlySent, SmtpPhase.EndOfData, RecipientState.Rejected, RecipientState.Accepted))
        {
            Also = (_, result) => Assert.Equal(ReplyAnomalies.MixedCodes, result!.Recipients[0].Reply!.Anomalies),
        },
        new(
            "an enhanced code behind a # is read",
            script => script.Hello().Answer(MailLine, MailOk).Answer(RcptA, "550 #5.1.0 Address rejected.").Answer(RcptB, RcptOk).Answer("DATA", GoAhead).ExpectData().Send(Queued).Quit(),
            Outcome.Decided(SendState.PartlySent, SmtpPhase.EndOfData, RecipientState.Rejected, RecipientState.Accepted))
        {
            Also = (_, result) =>
            {
                Assert.Equal("5.1.0", result!.Recipients[0].EnhancedStatus.ToString());
                Assert.Equal("Address rejected.", result.Recipients[0].Reply!.Text);
            },
        },
        new(
            "an enhanced code on each line is told once",
            script => script.Hello().Answer(MailLine, MailOk).Answer(RcptA, "550-5.1.1 The account", "550-5.1.1 does not exist.", "550 5.1.1 Sorry").Answer(RcptB, RcptOk).Answer("DATA", GoAhead).ExpectData().Send(Queued).Quit(),
            Outcome.Decided(SendState.PartlySent, SmtpPhase.EndOfData, RecipientState.Rejected, RecipientState.Accepted))
        {
            Also = (_, result) => Assert.Equal("The account\ndoes not exist.\nSorry", result!.Recipients[0].Reply!.Text),
        });

    public static TheoryData<string, SendChunking> Rules => s_rules.InEachChunking();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule(string rule, SendChunking chunking) => s_rules.Play(rule, chunking);

    private static void Raw(Script script, Func<string, string> distort)
    {
        _ = Reply("220 Ok").Expect("EHLO *");
        _ = Reply("250 Ok").Expect(MailLine);
        _ = Reply("250 Ok").Expect(RcptA);
        _ = Reply("250 Ok").Expect(RcptB);
        _ = Reply("250 Ok").Expect("DATA");
        _ = Reply("354 Ok").ExpectData();
        _ = Reply("250 Ok").Expect("QUIT");
        _ = Reply("221 Ok").ExpectClose();

        Script Reply(string text) => script.SendRaw(distort(text + "\r\n"));
    }

    private static Action<SmtpSession, SendResult?> Flagged(ReplyAnomalies anomaly) => (session, result) =>
    {
        Assert.Equal(anomaly, session.Greeting!.Anomalies);
        Assert.Equal(anomaly, result!.Reply!.Anomalies);
    };
}
