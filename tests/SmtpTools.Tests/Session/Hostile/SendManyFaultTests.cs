using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>Each reply of several messages under way fails to come in turn: which of them are sent, refused, in doubt or surely not sent.</summary>
public sealed class SendManyFaultTests
{
    private const int Messages = 3;

    /// <summary>Three messages by BDAT in one flight, with RSET between them.</summary>
    private static readonly Reply[] s_window = [.. Enumerable.Range(0, Messages).SelectMany(message => new Reply[]
    {
        new(message, "RSET", "250 Reset"), new(message, "MAIL", MailOk), new(message, "RCPT", RcptOk), new(message, "end", Queued),
    }).Skip(1)];

    /// <summary>The end of each message with the envelope of the next one.</summary>
    private static readonly Reply[] s_followOn = [.. Enumerable.Range(0, Messages).SelectMany(message => new Reply[]
    {
        new(message, "MAIL", MailOk), new(message, "RCPT", RcptOk), new(message, "DATA", GoAhead), new(message, "end", Queued),
    })];

    private static readonly Dictionary<string, Action<Script>> s_faults = new()
    {
        ["421"] = script => script.Send("421 4.3.2 Bye").ExpectClose(),
        ["close"] = script => script.Close(),
        ["garbage"] = script => script.Send("Ok").ExpectClose(),
    };

    public static TheoryData<int, string, SendChunking> InWindow => Rows(s_window.Length);

    public static TheoryData<int, string, SendChunking> OneAfterTheOther => Rows(s_followOn.Length);

    [Theory]
    [MemberData(nameof(InWindow))]
    public void In_a_window_what_had_left_is_in_doubt_but_for_what_is_known(int index, string fault, SendChunking chunking)
    {
        var failing = s_window[index];
        var results = Play("PIPELINING", "CHUNKING", chunking, script =>
        {
            for (var message = 0; message < Messages; message++)
            {
                _ = message == 0 ? script : script.Expect("RSET");
                _ = script.Expect(MailLine, $"RCPT TO:<r{message}@example.net>", "BDAT 22 LAST").ExpectBytes(22);
            }

            foreach (var reply in s_window.Take(index))
            {
                _ = script.Send(reply.Text);
            }

            s_faults[fault](script);
        });

        var unknown = fault == "421" ? SendState.NotSent : SendState.InDoubt;
        Assert.Equal(
            Enumerable.Range(0, Messages).Select(message =>
                message < failing.Message ? SendState.Sent
                : message == failing.Message && failing.Step == "end" && fault == "421" ? SendState.Refused
                : unknown),
            results.Select(result => result.State));
    }

    [Theory]
    [MemberData(nameof(OneAfterTheOther))]
    public void One_after_the_other_only_the_message_whose_end_had_left_is_in_doubt(int index, string fault, SendChunking chunking)
    {
        var failing = s_followOn[index];
        var results = Play("PIPELINING", "SIZE", chunking, script =>
        {
            _ = script.Expect($"{MailLine}", "RCPT TO:<r0@example.net>", "DATA");
            for (var at = 0; at < index; at++)
            {
                _ = script.Send(s_followOn[at].Text);
                if (s_followOn[at].Step == "DATA")
                {
                    _ = script.ExpectData();
                    var next = s_followOn[at].Message + 1;
                    _ = next < Messages ? script.Expect(MailLine, $"RCPT TO:<r{next}@example.net>", "DATA") : script;
                }
            }

            s_faults[fault](script);
        });

        Assert.Equal(
            Enumerable.Range(0, Messages).Select(message =>
                message < failing.Message ? SendState.Sent
                : message > failing.Message || failing.Step != "end" ? SendState.NotSent
                : fault == "421" ? SendState.Refused
                : SendState.InDoubt),
            results.Select(result => result.State));
    }

    [Fact]
    public void RSET_refused_in_a_window_says_nothing_of_what_stood_behind_it()
    {
        var results = Play("PIPELINING", "CHUNKING", SendChunking.Whole, script =>
        {
            for (var message = 0; message < Messages; message++)
            {
                _ = message == 0 ? script : script.Expect("RSET");
                _ = script.Expect(MailLine, $"RCPT TO:<r{message}@example.net>", "BDAT 22 LAST").ExpectBytes(22);
            }

            _ = script.Send(MailOk, RcptOk, Queued, "502 5.5.1 What?", MailOk, RcptOk, Queued).ExpectClose();
        });

        Assert.Equal([SendState.Sent, SendState.InDoubt, SendState.InDoubt], results.Select(result => result.State));
    }

    [Fact]
    public void Chunks_are_reset_before_the_next_envelope()
    {
        using var server = ScriptedServer.Start(script => script.Hello("PIPELINING", "CHUNKING")
            .Expect(MailLine, "RCPT TO:<r0@example.net>").Send(MailOk, RcptOk).Expect("BDAT 64 LAST").ExpectBytes(64)
            .Expect("RSET", MailLine, "RCPT TO:<r1@example.net>").Send("552 5.3.4 Too big", "250 Reset", MailOk, RcptOk).Expect("BDAT 64 LAST").ExpectBytes(64)
            .Send(Queued).Quit());
        using var session = new SmtpSession(SessionFixture.Options(server));
        session.Open();

        var results = session.SendMany(Enumerable.Range(0, 2).Select(i => new OutgoingMessage(SessionFixture.Envelope($"r{i}@example.net"), new GatedContent(64)))).ToList();
        _ = session.Quit();

        server.Verify();
        Assert.Equal([SendState.Refused, SendState.Sent], results.Select(result => result.State));
    }

    private static List<SendResult> Play(string keyword, string other, SendChunking chunking, Action<Script> flight)
    {
        using var server = ScriptedServer.Start(
            script =>
            {
                _ = script.Hello(keyword, other);
                flight(script);
            },
            chunking);
        using var session = new SmtpSession(SessionFixture.Options(server));
        session.Open();

        var results = session.SendMany(Enumerable.Range(0, Messages).Select(i => new OutgoingMessage(SessionFixture.Envelope($"r{i}@example.net"), SessionFixture.Content()))).ToList();

        server.Verify();
        Assert.Equal(Messages, results.Count);
        Assert.Equal(SmtpSessionState.Broken, session.State);
        Assert.All(results, result => Assert.False(result.IsRetryable && result.State is SendState.Sent or SendState.InDoubt));
        Assert.All(results, result => Assert.Equal(result.State == SendState.Sent, result.Error is null));
        return results;
    }

    private static TheoryData<int, string, SendChunking> Rows(int replies)
    {
        var rows = new TheoryData<int, string, SendChunking>();
        for (var index = 0; index < replies; index++)
        {
            foreach (var fault in s_faults.Keys)
            {
                rows.Add(index, fault, SendChunking.Whole);
                rows.Add(index, fault, SendChunking.PerLine);
                rows.Add(index, fault, SendChunking.PerByte);
            }
        }

        return rows;
    }

    /// <param name="Message">Which message it is for.</param>
    /// <param name="Step">The step that it answers.</param>
    /// <param name="Text">The proper reply.</param>
    private sealed record Reply(int Message, string Step, string Text);
}
