namespace SmtpTools.Tests.Diagnosis;

public sealed class MonitoringResultTests
{
    [Fact]
    public void A_bar_or_a_line_end_in_a_reply_does_not_end_the_status_line()
    {
        var result = MonitoringResult.From([Failed("550-a | b\n550 c")], MonitoringFormat.Nagios);

        var lines = result.Text.Split('\n');
        Assert.Equal(MonitoringState.Critical, result.State);
        Assert.Equal(2, lines.Length);
        Assert.Equal("SMTP CRITICAL - mx.example.com:25: Failed at Greeting: 550-a / b 550 c | 'mx.example.com:25 time'=0.000s;;;0", lines[0]);
        Assert.DoesNotContain('|', lines[1]);
    }

    [Fact]
    public void A_label_is_escaped_for_prometheus()
    {
        var test = Failed("no");
        test.Domain = "a\"b\\c\nd";

        var result = MonitoringResult.From([test], MonitoringFormat.Prometheus);

        Assert.Contains("domain=\"a\\\"b\\\\c\\nd\"} 0\n", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_servers_are_counted()
    {
        var result = MonitoringResult.From([Failed("no"), new SmtpServerTest { Server = "b.example", Port = 25 }], MonitoringFormat.Nagios);

        Assert.StartsWith("SMTP CRITICAL - 1 of 2 servers failed: mx.example.com:25 | ", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Days_have_the_threshold_of_the_finding()
    {
        var test = new SmtpServerTest { Server = "b.example", Port = 25, Tls = new TlsFacts { Certificate = new CertificateFacts { DaysLeft = 61 } } };

        Assert.Contains("'b.example:25 days'=61;14:;0:", MonitoringResult.From([test], MonitoringFormat.Nagios).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_addresses_and_block_lists_are_metrics()
    {
        var test = DaneScenarios.Server();
        test.Dane = new ServerDaneFacts { Status = DaneHostStatus.Usable, TlsaName = DaneScenarios.Name, Outcome = DaneMatchOutcome.Mismatched };
        test.MtaSts = new ServerMtaStsFacts { Status = DomainRecordStatus.Found, Mode = MtaStsMode.Enforce, IsAllowed = true, IsEncrypted = true, IsCertificateValid = true };
        test.Addresses = [new ServerAddressFacts { Address = "192.0.2.1" }, new ServerAddressFacts { Address = "192.0.2.2", Error = "no answer" }, new ServerAddressFacts { Address = "::2", Error = "no route", HasRoute = false }];
        test.BlockLists =
        [
            new DnsBlockListResult { Zone = "bl.example", Address = "192.0.2.1", Status = DnsBlockListStatus.Listed },
            new DnsBlockListResult { Zone = "other.example", Address = "192.0.2.1", Status = DnsBlockListStatus.Refused },
        ];

        var text = MonitoringResult.From([test], MonitoringFormat.Prometheus).Text;

        Assert.Contains("smtp_test_dane_authenticated{server=\"mx.example.com\",port=\"25\",domain=\"\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("smtp_test_mta_sts_fulfilled{server=\"mx.example.com\",port=\"25\",domain=\"\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("address=\"192.0.2.1\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("address=\"192.0.2.2\"} 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("::2", text, StringComparison.Ordinal);
        Assert.Contains("address=\"192.0.2.1\",list=\"bl.example\"} 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("other.example", text, StringComparison.Ordinal);
    }

    private static SmtpServerTest Failed(string why) => new()
    {
        Server = "mx.example.com",
        Port = 25,
        Phases = [new ServerPhaseResult(ServerPhase.Greeting, PhaseStatus.Failed, null, why)],
    };
}
