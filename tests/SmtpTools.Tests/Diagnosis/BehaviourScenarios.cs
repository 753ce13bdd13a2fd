using SmtpTools.Diagnosis.Probes;
using SmtpTools.TestServer;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

/// <summary>Servers that behave well and badly, for the checks that are done by name.</summary>
internal static class BehaviourScenarios
{
    public const int RelayForms = 18;
    public const int PlainRelayForms = 5;

    public static IReadOnlyList<Finding> Relay(Func<int, string, string> replyOf)
    {
        const int Sessions = 3;
        const int FormsPerSession = RelayForms / Sessions;
        return FindingScenarios.FurtherTest("Relay", Array.ConvertAll<int, Action<Script>>([.. Enumerable.Range(0, Sessions)], session => script =>
        {
            for (var form = session * FormsPerSession; form < (session + 1) * FormsPerSession; form++)
            {
                _ = script.Answer("MAIL FROM:*", "250 Ok").Answer("RCPT TO:*", replyOf(form, "250 Ok")).Answer("RSET", "250 Ok");
            }
        })).Findings;
    }

    public static IReadOnlyList<Finding> Recipients(string known, string madeUp) => FindingScenarios.Further(
        "Recipients",
        script =>
        {
            _ = script.Answer("MAIL FROM:<>", "250 Ok").Answer("RCPT TO:<ann@example.com>", known);
            for (var name = 0; known.StartsWith('2') && name < 2; name++)
            {
                _ = script.Answer("RCPT TO:<probe-*@example.com>", madeUp);
            }

            _ = script.Answer("RSET", "250 Ok");
        },
        options => options.Recipient = Mailbox.Parse("ann@example.com"));

    public static IReadOnlyList<Finding> Parameters(string reply) => FindingScenarios.Further("Parameters", script =>
    {
        _ = script.Answer("MAIL FROM:<>", "250 Ok").Answer("RSET", "250 Ok");
        foreach (var parameters in new[] { "SIZE=1000", "BODY=8BITMIME", "BODY=8BITMIME SMTPUTF8", "RET=HDRS ENVID=probe" })
        {
            _ = script.Answer($"MAIL FROM:<> {parameters}", reply).Answer("RSET", "250 Ok");
        }
    });

    public static IReadOnlyList<Finding> Pipelining(params string[] replies) =>
        FindingScenarios.Further("Pipelining", script => script.Expect("MAIL FROM:<>", "RCPT TO:<postmaster>", "RSET", "NOOP").Send(replies));

    /// <summary>A server that ends the session at so many errors, but at 25 and more never; after the first each is answered so late.</summary>
    public static IReadOnlyList<Finding> Errors(int last, int delay = 0)
    {
        var test = FindingScenarios.FurtherTest(
            "Errors",
            script =>
            {
                for (var error = 1; error <= last; error++)
                {
                    var reply = error == last && last < 25 ? "421 4.7.0 Too many errors" : "500 5.5.2 What?";
                    _ = script.Expect("XERROR");
                    _ = error > 1 && delay > 0 ? script.Dribble(reply + "\r\n", TimeSpan.FromMilliseconds(delay / reply.Length)) : script.Send(reply);
                }

                _ = last < 25 ? script.Close() : script;
            },
            quits: last >= 25);
        Assert.Equal(last < 25 ? last : null, test.ErrorLimit);
        return test.Findings;
    }

    public static IReadOnlyList<Finding> Idle(bool isEnded)
    {
        var test = FindingScenarios.FurtherTest(
            "Idle",
            script => _ = isEnded ? script.Send("421 4.4.2 Too long").Close() : script.Stall(),
            options => options.IdleLimit = isEnded ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(200),
            quits: false);
        Assert.Equal(isEnded, test.IdleTimeout is not null);
        Assert.Equal(!isEnded, Assert.Single(test.Trials).IsAccepted);
        return test.Findings;
    }

    /// <summary>A server that takes the first so many odd forms for the end of a message, and keeps the others in it.</summary>
    public static IReadOnlyList<Finding> Smuggling(int tolerated)
    {
        // The test's own session comes first.
        using var server = ScriptedServer.Start(
        [
            script => script.Send(Greeting).Answer("EHLO *", Offer).Quit(),
            .. SmugglingProbe.Forms.Select<(string Name, string Octets), Action<Script>>((form, at) => script =>
            {
                _ = script.Send(Greeting).Answer("EHLO *", Offer).Answer("MAIL FROM:<>", "250 Ok").Answer("RCPT TO:<ann@example.com>", "250 Ok")
                    .Answer("DATA", "354 Go")
                    .ExpectBytes(SmugglingProbe.MessageWith("client.example", form.Name, form.Octets).Length).Send("250 Taken");
                _ = at < tolerated ? script.Send("250 Ok", "500 What?", "500 What?") : script;
                _ = script.Quit();
            }),
        ]);
        var options = Options("Smuggling");
        options.Recipient = Mailbox.Parse("ann@example.com");
        options.Session.Security = TlsMode.None;
        var test = Test(server, options);
        server.Verify();
        Assert.Equal(SmugglingProbe.Forms.Count, test.Trials.Count);
        Assert.Equal(tolerated, test.Trials.Count(trial => trial.IsAccepted == true));
        return test.Findings;
    }
}
