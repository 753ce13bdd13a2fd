using System.Diagnostics;
using System.Net;
using SmtpTools.TestServer;
using SmtpTools.Tests.Dns;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

/// <summary>What a test costs, and what it makes of servers that behave in another way at each address or with each session.</summary>
public sealed class ServerScanTests
{
    /// <summary>The most round trips of the default checks, those that try TLS versions and suites apart.</summary>
    private const int MostRoundTrips = 12;

    /// <summary>A round trip is a greeting, an answered flight of commands or a handshake; the server counts them.</summary>
    [Fact]
    public void The_default_checks_of_a_healthy_server_take_few_round_trips_and_little_time()
    {
        var turns = 0;
        using var server = ScriptedServer.Start(
        [
            script => Secured(Flight(Opening(script), "STARTTLS")).Expect(Counted("EHLO"), "EHLO").Send(OfferWithAuth).Expect(Counted("QUIT"), "QUIT").Send("221 Bye").ExpectClose(),
            script => Secured(Flight(Opening(script), "STARTTLS").Expect("XINJECTED")).Expect(Counted("EHLO"), "EHLO").Send(Offer).ExpectClose(),
        ]);
        var checks = SmtpChecks.Default.Select(check => check.Id).Where(id => !id.StartsWith("Tls", StringComparison.Ordinal)).ToArray();

        var test = Test(server, Options(checks));

        server.Verify();
        Assert.DoesNotContain(test.Findings, finding => finding.Severity > FindingSeverity.Information);
        Assert.True(test.Duration < TimeSpan.FromSeconds(2), $"{test.Duration}");
        Assert.Equal(2, server.Connections.Count);

        // Of each session the greeting and the handshake are not among the commands.
        Assert.InRange(turns + (2 * server.Connections.Count), 10, MostRoundTrips);

        Script Opening(Script script) => script.Send(Greeting).Expect(Counted("EHLO"), "EHLO").Send(OfferWithStartTls);

        Script Flight(Script script, string command) => script.Expect(Counted(command), command);

        static Script Secured(Script script) => script.Send("220 Go").StartTls(Authority.Server());

        Func<string, bool> Counted(string verb) => line =>
        {
            _ = Interlocked.Increment(ref turns);
            return line.StartsWith(verb, StringComparison.Ordinal);
        };
    }

    [Fact]
    public void Each_address_is_told_by_itself()
    {
        using var server = ScriptedServer.Start(Healthy);
        var endpoint = new SmtpEndpoint("mx.example.com", server.Port);
        endpoint.Addresses.Add(IPAddress.Loopback);
        endpoint.Addresses.Add(IPAddress.Parse("127.0.0.2"));

        var test = new SmtpServerTester(Options("Addresses")).Test(endpoint);

        Assert.Equal(["127.0.0.1", "127.0.0.2"], test.Addresses.Select(facts => facts.Address));
        Assert.Equal([ConnectOutcome.Connected, ConnectOutcome.Refused], test.Addresses.Select(facts => facts.Outcome));
        Assert.Equal("mx.example.com", test.Addresses[0].ServerName);
        Assert.Equal("TLS 1.3", test.Addresses[0].TlsProtocol);
        Assert.Equal("AddressUnreachable", Assert.Single(test.Findings).Id);
    }

    [Fact]
    public void A_server_given_by_name_is_looked_up_where_it_is_said()
    {
        using var server = ScriptedServer.Start(Healthy);
        var options = Options("Reachability");
        options.Dns = new FakeMailDns().A("mx.example.com", "127.0.0.1");
        options.LooksUpServers = true;
        var tester = new SmtpServerTester(options);

        Assert.Equal("127.0.0.1", tester.Test(new SmtpEndpoint("mx.example.com", server.Port)).Address);

        var missing = tester.Test(new SmtpEndpoint("gone.example.com", server.Port));
        Assert.Equal(ServerPhase.Dns, missing.FailedPhase);
        Assert.Equal("ServerNameNotFound", Assert.Single(missing.Findings).Id);
    }

    [Fact]
    public void A_server_that_turns_us_away_at_once_is_told_as_that()
    {
        var test = Test(script => script.Send("421 4.7.0 Too many connections from you"), Options("Reachability"));

        Assert.True(test.IsTurnedAway);
        Assert.Equal("Turned away at Greeting", test.Verdict);
        Assert.Equal("ServiceRefused", Assert.Single(test.Findings).Id);
    }

    [Fact]
    public void A_server_that_turns_further_sessions_away_is_asked_no_more_and_the_rest_is_told_as_missing()
    {
        using var server = ScriptedServer.Start([Healthy, script => script.Send("421 4.7.0 Too many connections from you")]);

        var test = Test(server, Options("PlaintextMail", "Postmaster", "Verify"));

        Assert.Equal("SessionTurnedAway", Assert.Single(test.Findings).Id);
        Assert.Equal(["PlaintextMail", "Postmaster", "Verify"], test.IncompleteChecks);
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public void A_port_that_is_closed_is_told_apart_from_one_that_gives_no_answer()
    {
        using var server = ScriptedServer.Start(Healthy);
        var test = Test(server, Options("Ports"));

        // On these ports nothing listens here; that the host says so is what was seen.
        Assert.Equal([25, 465, 587], test.Ports.Select(port => port.Port));
        Assert.DoesNotContain(test.Findings, finding => finding.Id == "OtherPortAnswers");
    }

    [Fact]
    public void Silent_servers_of_one_network_say_nothing_of_the_way_to_them()
    {
        SmtpServerTest Silent(string address) => new()
        {
            Phases = [new ServerPhaseResult(ServerPhase.Connect, PhaseStatus.Failed, null, "no answer")],
            Attempts = [new ConnectAttempt(address, TimeSpan.Zero, "no answer") { Outcome = ConnectOutcome.TimedOut }],
        };
        var tests = new[] { Silent("192.0.2.1:25"), Silent("192.0.2.2:25") };

        SmtpTools.Diagnosis.PortBlock.Judge(tests);

        Assert.All(tests, test => Assert.True(SmtpTools.Diagnosis.PortBlock.IsSilent(test)));
        Assert.All(tests, test => Assert.Empty(test.Findings));
    }
}
