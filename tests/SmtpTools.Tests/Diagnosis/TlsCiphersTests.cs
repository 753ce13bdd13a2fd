using SmtpTools.Tests.TlsHello;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

public sealed class TlsCiphersTests
{
    [Fact]
    public void The_servers_own_order_is_found_across_ways_of_key_exchange()
    {
        int[] order = [0xC02F, 0x009C, 0xC030, 0x002F, 0xC013];
        using var server = new HelloServer(0x0303, order);

        var test = Survey(server);

        Assert.Equal(order.Select(code => $"0x{code:X4}"), test.TlsCipherSuites.Select(suite => suite.Code));
        Assert.Equal([1, 2, 3, 4, 5], test.TlsCipherSuites.Select(suite => suite.Rank));
        Assert.All(test.TlsCipherSuites, suite => Assert.Equal("TLS 1.2", suite.Protocol));
        Assert.True(test.TlsCipherOrder);
        Assert.Equal("ECDHE x25519", test.TlsCipherSuites[0].KeyExchange);
        Assert.Equal(("RSA", "static key"), (test.TlsCipherSuites[1].KeyExchange, test.TlsCipherSuites[1].Weakness));
        Assert.Equal(["x25519", "secp256r1"], test.TlsGroups);
    }

    [Fact]
    public void A_server_that_follows_the_client_has_no_order_of_its_own()
    {
        using var server = new HelloServer(0x0303, 0xC02F, 0xC030, 0xC013) { FollowsClient = true };

        var test = Survey(server);

        Assert.Equal(["0xC013", "0xC02F", "0xC030"], test.TlsCipherSuites.Select(suite => suite.Code).Order());
        Assert.False(test.TlsCipherOrder);
        Assert.Empty(test.Findings);
    }

    [Fact]
    public void In_TLS_1_3_suites_and_groups_are_seen_without_a_handshake()
    {
        using var server = new HelloServer(0x0304, 0x1303, 0x1301) { Groups = [0x11EC, 24, 257] };

        var test = Survey(server);

        Assert.Equal(["TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"], test.TlsCipherSuites.Select(suite => suite.Name));
        Assert.Equal("ECDHE X25519MLKEM768", test.TlsCipherSuites[0].KeyExchange);
        Assert.Equal(["X25519MLKEM768", "secp384r1", "ffdhe3072"], test.TlsGroups);
        Assert.Empty(test.Findings);
    }

    /// <summary>As OpenSSL 3 does with TLS 1.0, where its security level allows no signature and so no ECDHE, but RSA.</summary>
    [Fact]
    public void A_suite_that_the_server_stumbles_over_does_not_hide_those_of_another_key_exchange()
    {
        using var server = new HelloServer(0x0301, 0xC013, 0x002F, 0x0035) { Stumbles = 0xC013 };

        Assert.Equal(["0x002F", "0x0035"], Survey(server).TlsCipherSuites.Select(suite => suite.Code));
    }

    [Fact]
    public void What_was_found_before_the_server_turned_us_away_is_told()
    {
        using var server = new HelloServer(0x0303, 0xC02F, 0xC030, 0xC013) { RefusesFrom = 5 };

        var test = Survey(server);

        Assert.NotEmpty(test.TlsCipherSuites);
        Assert.Contains(test.Findings, finding => finding.Id == "SessionTurnedAway");
        Assert.Null(test.TlsCipherOrder);
    }

    [Fact]
    public void A_server_with_good_suites_alone_gives_no_finding()
    {
        using var server = new HelloServer(0x0303, 0xC02B, 0xC02F, 0x009E);

        Assert.Empty(Survey(server).Findings);
        Assert.InRange(server.Hellos, 8, 30);
    }

    private static SmtpServerTest Survey(HelloServer server) => new SmtpServerTester(Options("TlsCiphers")).Test(new SmtpEndpoint("127.0.0.1", server.Port));
}
