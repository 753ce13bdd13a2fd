using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Dane;

public class DaneEvaluatorTests
{
    private const string Digest = "8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1";
    private const string Key = "3 1 1 " + Digest;
    private const string NextKey = "3 1 1 " + "00" + "b0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1";

    [Fact]
    public void A_domain_with_secure_records_for_each_host_is_protected()
    {
        var dns = Signed().Mx("example.test", 10, "mx1.example.test").Mx("example.test", 20, "mx2.example.test")
            .A("mx1.example.test", "8.8.4.4").Aaaa("mx2.example.test", "2606:4700::1111")
            .Tlsa("_25._tcp.mx1.example.test", Key).Tlsa("_25._tcp.mx1.example.test", NextKey).Tlsa("_25._tcp.mx2.example.test", "2 1 1 " + Digest);

        var result = new DaneEvaluator(dns).Evaluate("example.test");

        Assert.Equal(DomainRecordStatus.Found, result.Status);
        Assert.True(result.IsProtected);
        Assert.True(result.IsSecure);
        Assert.Equal(["mx1.example.test:25 Usable", "mx2.example.test:25 Usable"], result.Hosts.Select(h => h.ToString()));
        Assert.Equal([Key, NextKey], result.Hosts[0].Records.Select(r => r.ToString()));
        Assert.Equal("_25._tcp.mx1.example.test", result.Hosts[0].TlsaName);
        Assert.Empty(result.Findings);
    }

    // RFC 7672 2.2.2: the records of a host whose name is not secure are not even asked for, since many servers fail at that.
    [Fact]
    public void An_insecure_host_is_not_asked_for_its_records()
    {
        var dns = Signed().Mx("example.test", 10, "mx.example.test").A("mx.example.test", "8.8.4.4").Unsigned("mx.example.test")
            .Fails("_25._tcp.mx.example.test", DnsOutcome.ServerFailure);

        var result = new DaneEvaluator(dns).Evaluate("example.test");

        Assert.Equal(DomainRecordStatus.NotFound, result.Status);
        Assert.Equal(DaneHostStatus.HostNotSecure, Assert.Single(result.Hosts).Status);
        Assert.DoesNotContain(dns.Questions, q => q.Type == DnsRecordType.Tlsa);
        Assert.Equal(["TlsaHostNotSecure"], result.Findings.Select(f => f.Id));
        Assert.Equal((false, false), (result.IsSecure, result.IsAuthentic));
    }

    [Fact]
    public void An_insecure_hosts_records_are_shown_on_request_and_count_for_nothing()
    {
        var dns = Signed().Mx("example.test", 10, "mx.example.test").A("mx.example.test", "8.8.4.4").Unsigned("mx.example.test").Tlsa("_25._tcp.mx.example.test", Key);

        var result = new DaneEvaluator(dns) { AsksForInsecureHosts = true }.Evaluate("example.test");

        var host = Assert.Single(result.Hosts);
        Assert.Equal(DaneHostStatus.HostNotSecure, host.Status);
        Assert.Equal([Key], host.Records.Select(record => record.ToString()));
        Assert.Contains("Its TLSA records are secure", host.Detail, StringComparison.Ordinal);
        Assert.Equal(DomainRecordStatus.NotFound, result.Status);
        Assert.False(result.IsProtected);
    }

    // RFC 7672 2.1.2: a failure is no absence.
    [Theory]
    [InlineData(DnsOutcome.ServerFailure, DaneHostStatus.ServerFailure, DomainRecordStatus.ServerFailure)]
    [InlineData(DnsOutcome.Timeout, DaneHostStatus.Timeout, DomainRecordStatus.Timeout)]
    public void A_failure_is_no_absence(DnsOutcome outcome, DaneHostStatus hostStatus, DomainRecordStatus status)
    {
        foreach (var failing in new[] { "_25._tcp.mx.example.test", "mx.example.test" })
        {
            var dns = Signed().Mx("example.test", 10, "mx.example.test").Mx("example.test", 20, "mx2.example.test").A("mx2.example.test", "8.8.4.4")
                .A("mx.example.test", "8.8.4.4").Fails(failing, outcome, failing[0] == '_' ? DnsRecordType.Tlsa : DnsRecordType.Aaaa);

            var result = new DaneEvaluator(dns).Evaluate("example.test");

            Assert.Equal(hostStatus, result.Hosts[0].Status);
            Assert.Equal(status, result.Status);
            Assert.True(result.IsTransient);
            Assert.Equal(["TlsaLookupFailed"], result.Findings.Select(f => f.Id));
        }
    }

    [Theory]
    [InlineData(DnsOutcome.NoData)]
    [InlineData(DnsOutcome.NxDomain)]
    public void An_absence_is_an_absence(DnsOutcome outcome)
    {
        var dns = Signed().Mx("example.test", 10, "mx.example.test").A("mx.example.test", "8.8.4.4").Fails("_25._tcp.mx.example.test", outcome);
        var result = new DaneEvaluator(dns).Evaluate("example.test");
        Assert.Equal(DomainRecordStatus.NotFound, result.Status);
        Assert.Equal(DaneHostStatus.NoRecord, result.Hosts[0].Status);
        Assert.Empty(result.Findings);

        // That there is none is secured, too, and may be kept.
        Assert.Equal((true, true, TimeSpan.FromHours(1)), (result.IsSecure, result.IsAuthentic, result.TimeToLive));
    }

    // RFC 7672 2.1.3 and RFC 4035 4.9.3: the word of a resolver behind a path that anybody can forge.
    [Fact]
    public void An_untrusted_resolvers_word_does_not_count()
    {
        var dns = new FakeMailDns { IsAuthentic = true, IsTrusted = false }.Mx("example.test", 10, "mx.example.test").A("mx.example.test", "8.8.4.4")
            .Tlsa("_25._tcp.mx.example.test", Key);

        var result = new DaneEvaluator(dns).Evaluate("example.test");

        Assert.Equal(DaneHostStatus.ResolverNotTrusted, result.Hosts[0].Status);
        Assert.Equal([Key], result.Hosts[0].Records.Select(r => r.ToString()));
        Assert.False(result.IsProtected);
        Assert.False(result.IsSecure);
        Assert.True(result.IsAuthentic);
        Assert.Contains(result.Findings, f => f.Id == "TlsaResolverNotTrusted");
    }

    [Fact]
    public void Records_that_are_not_secure_count_as_absent()
    {
        var dns = Signed().Mx("example.test", 10, "mx.example.test").A("mx.example.test", "8.8.4.4").Tlsa("_25._tcp.mx.example.test", Key)
            .Unsigned("_25._tcp.mx.example.test");
        var result = new DaneEvaluator(dns).Evaluate("example.test");
        Assert.Equal(DaneHostStatus.RecordNotSecure, result.Hosts[0].Status);
        Assert.Equal(DomainRecordStatus.Invalid, result.Status);
        Assert.Contains(result.Findings, f => f.Id == "TlsaRecordNotSecure");
    }

    // RFC 7672 2.2.1: whoever forges the MX records names other hosts.
    [Fact]
    public void Insecure_MX_records_leave_the_domain_unprotected()
    {
        var dns = Signed().Mx("example.test", 10, "mx.provider.test").A("mx.provider.test", "8.8.4.4").Tlsa("_25._tcp.mx.provider.test", Key)
            .Tlsa("_25._tcp.mx.provider.test", NextKey).Unsigned("example.test");

        var result = new DaneEvaluator(dns).Evaluate("example.test");

        Assert.True(result.Hosts[0].IsProtected);
        Assert.False(result.IsMxSecure);
        Assert.False(result.IsProtected);
        Assert.Equal(["TlsaMxNotSecure"], result.Findings.Select(f => f.Id));
    }

    // RFC 7672 2.2.2: with an alias that is secure to its end, its target's records go before its own.
    [Fact]
    public void An_aliass_target_goes_first()
    {
        var dns = Signed().Cname("mx.example.test", "host.provider.test").A("host.provider.test", "8.8.4.4")
            .Tlsa("_25._tcp.host.provider.test", Key).Tlsa("_25._tcp.mx.example.test", NextKey);
        var host = Assert.Single(new DaneEvaluator(dns).EvaluateHost("mx.example.test").Hosts);
        Assert.Equal("host.provider.test", host.BaseDomain);
        Assert.Equal([Key], host.Records.Select(r => r.ToString()));
        Assert.Equal(["host.provider.test"], host.Aliases);
    }

    [Fact]
    public void Without_records_at_the_aliass_target_its_own_count()
    {
        var dns = Signed().Cname("mx.example.test", "host.provider.test").A("host.provider.test", "8.8.4.4").Tlsa("_25._tcp.mx.example.test", Key);
        Assert.Equal("mx.example.test", Assert.Single(new DaneEvaluator(dns).EvaluateHost("mx.example.test").Hosts).BaseDomain);
    }

    [Fact]
    public void An_alias_that_leaves_the_secure_part_of_DNS_has_its_own_records_alone()
    {
        var dns = Signed().Cname("mx.example.test", "host.provider.test").A("host.provider.test", "8.8.4.4").Unsigned("host.provider.test")
            .Tlsa("_25._tcp.host.provider.test", NextKey).Tlsa("_25._tcp.mx.example.test", Key);
        var host = Assert.Single(new DaneEvaluator(dns).EvaluateHost("mx.example.test").Hosts);
        Assert.Equal(DaneHostStatus.Usable, host.Status);
        Assert.Equal([Key], host.Records.Select(r => r.ToString()));
        Assert.DoesNotContain(dns.Questions, q => q.Name == "_25._tcp.host.provider.test");
    }

    // RFC 7672 2.2.3: the TLSA records may themselves stand elsewhere; the base domain stays.
    [Fact]
    public void The_records_may_be_an_alias()
    {
        var dns = Signed().A("mail.example.test", "8.8.4.4").Cname("_25._tcp.mail.example.test", "tlsa201._dane.example.test").Tlsa("tlsa201._dane.example.test", Key);
        var host = Assert.Single(new DaneEvaluator(dns).EvaluateHost("mail.example.test").Hosts);
        Assert.Equal(DaneHostStatus.Usable, host.Status);
        Assert.Equal("mail.example.test", host.BaseDomain);
    }

    [Fact]
    public void Another_port_has_records_of_its_own()
    {
        var dns = Signed().A("mx.example.test", "8.8.4.4").Tlsa("_465._tcp.mx.example.test", Key).Tlsa("_25._tcp.mx.example.test", NextKey);
        var host = Assert.Single(new DaneEvaluator(dns).EvaluateHost("mx.example.test", 465).Hosts);
        Assert.Equal("_465._tcp.mx.example.test", host.TlsaName);
        Assert.Equal([Key], host.Records.Select(r => r.ToString()));
    }

    [Fact]
    public void What_is_wrong_with_records_is_found()
    {
        var dns = Signed().Mx("example.test", 10, "a.example.test").Mx("example.test", 20, "b.example.test").Mx("example.test", 30, "c.example.test")
            .A("a.example.test", "8.8.4.4").A("b.example.test", "8.8.4.4").A("c.example.test", "8.8.4.4")
            .Tlsa("_25._tcp.a.example.test", "1 1 1 " + Digest)
            .Tlsa("_25._tcp.b.example.test", "3 0 1 " + Digest).Tlsa("_25._tcp.b.example.test", "3 1 1 ab");

        var result = new DaneEvaluator(dns).Evaluate("example.test");

        Assert.Equal([DaneHostStatus.Unusable, DaneHostStatus.Usable, DaneHostStatus.NoRecord], result.Hosts.Select(h => h.Status));
        Assert.Equal(
            ["TlsaAllUnusable", "TlsaCertificatePinned", "TlsaMalformed", "TlsaNoRollover", "TlsaPartial", "TlsaUsageUnusable"],
            result.Findings.Select(f => f.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(DaneEvaluator.MaxHosts, true)]
    [InlineData(DaneEvaluator.MaxHosts + 1, false)]
    [InlineData(MailExchangerResolver.MaxExchangers + 1, false)]
    public void Hosts_that_are_left_out_are_told_and_may_be_unprotected(int count, bool isWhole)
    {
        var dns = Signed();
        for (var i = 0; i < count; i++)
        {
            var host = $"mx{i}.example.test";
            _ = dns.Mx("example.test", i, host).A(host, "8.8.4.4");
            _ = i < DaneEvaluator.MaxHosts ? dns.Tlsa("_25._tcp." + host, Key).Tlsa("_25._tcp." + host, NextKey) : dns;
        }

        var result = new DaneEvaluator(dns).Evaluate("example.test");

        Assert.Equal(DaneEvaluator.MaxHosts, result.Hosts.Count);
        Assert.All(result.Hosts, host => Assert.True(host.IsProtected));
        Assert.Equal(isWhole, result.IsProtected);
        Assert.Equal(isWhole ? [] : ["TlsaTooMany"], result.Findings.Select(f => f.Id));
    }

    /// <summary>Many records are told, and none is left out: the certificate may match the last.</summary>
    [Fact]
    public void Many_records_are_told_and_all_are_taken()
    {
        var dns = Signed().Mx("example.test", 10, "mx.example.test").A("mx.example.test", "8.8.4.4");
        for (var i = 0; i < DaneEvaluator.MaxRecords; i++)
        {
            _ = dns.Tlsa("_25._tcp.mx.example.test", $"3 0 1 {i:x2}{Digest[2..]}");
        }

        var result = new DaneEvaluator(dns.Tlsa("_25._tcp.mx.example.test", Key)).Evaluate("example.test");

        Assert.Equal(Key, result.Hosts[0].Records[^1].ToString());
        Assert.True(result.IsProtected);
        Assert.Equal(1, result.Findings.Count(f => f.Id == "TlsaTooMany"));
        Assert.Equal(DaneEvaluator.MaxRecords, result.Findings.Count(f => f.Id == "TlsaCertificatePinned"));
    }

    [Theory]
    [InlineData("null.test", DomainRecordStatus.NotFound)]
    [InlineData("missing.test", DomainRecordStatus.NxDomain)]
    [InlineData("a b", DomainRecordStatus.InvalidDomain)]
    public void A_domain_without_mail_hosts_has_no_records(string domain, DomainRecordStatus status)
    {
        var result = new DaneEvaluator(Signed().Mx("null.test", 0, ".")).Evaluate(domain);
        Assert.Equal(status, result.Status);
        Assert.False(result.IsProtected);
        Assert.NotNull(result.Detail);
    }

    [Fact]
    public void Kinds_of_findings_are_whole() => CatalogueAssert.IsWhole(DaneFindings.Group);

    private static FakeMailDns Signed() => new() { IsAuthentic = true };
}
