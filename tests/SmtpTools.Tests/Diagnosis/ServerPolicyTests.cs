using SmtpTools.Tests.Dns;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

public sealed class ServerPolicyTests
{
    [Fact]
    public void Records_of_this_key_and_the_next_are_no_finding()
    {
        var test = DaneScenarios.Server();

        Assert.Empty(Judge("Dane", test, DaneScenarios.Zone().Tlsa(DaneScenarios.Name, DaneScenarios.OtherKey).Tlsa(DaneScenarios.Name, DaneScenarios.ThisKey)));
        Assert.True(test.Dane!.IsAuthenticated);
        Assert.Equal(DeliveryPolicy.Dane, test.DeliveryPolicy);
        Assert.Equal([false, true], test.Dane.Records.Select(record => record.IsMatched!.Value));
    }

    [Fact]
    public void A_server_without_records_has_no_finding()
    {
        var test = DaneScenarios.Server();

        Assert.Empty(Judge("Dane", test, DaneScenarios.Zone()));
        Assert.Equal(DaneHostStatus.NoRecord, test.Dane!.Status);
        Assert.Equal(DeliveryPolicy.Opportunistic, test.DeliveryPolicy);
    }

    [Fact]
    public void Records_by_a_resolver_that_is_not_trusted_are_compared_and_called_secure_by_nobody()
    {
        var test = DaneScenarios.Server();
        var dns = new FakeMailDns { IsAuthentic = true, IsTrusted = false }.A("mx.example.com", "192.0.2.1").Tlsa(DaneScenarios.Name, DaneScenarios.OtherKey);

        Assert.Equal("DaneMismatch", Assert.Single(Judge("Dane", test, dns)).Id);
        Assert.Equal(DaneHostStatus.ResolverNotTrusted, test.Dane!.Status);
        Assert.False(test.Dane.IsRequired);
        Assert.Equal(DeliveryPolicy.Opportunistic, test.DeliveryPolicy);
    }

    [Fact]
    public void A_server_as_the_policy_says_has_no_finding()
    {
        var test = DaneScenarios.Server();

        Assert.Empty(Judge("MtaSts", test, dns: null, MtaStsScenarios.Exchanger("mx.example.com")));
        Assert.True(test.MtaSts!.IsFulfilled);
        Assert.Equal(DeliveryPolicy.MtaSts, test.DeliveryPolicy);
    }

    [Fact]
    public void In_mode_testing_the_same_is_a_warning() =>
        Assert.Equal(FindingSeverity.Warning, Assert.Single(MtaStsScenarios.Find("other.example.com", mode: "testing")).Severity);

    [Fact]
    public void Without_a_record_a_domain_misses_no_policy()
    {
        var dns = new FakeMailDns().Mx("example.com", 10, "mx.example.com").A("mx.example.com", "192.0.2.1");
        var exchanger = new SmtpTools.Diagnosis.ExchangerOf(
            new MailExchangerResolver(dns).Resolve("example.com"),
            new Lazy<MtaStsResult>(() => new MtaStsEvaluator(dns, new Http.FakeFetcher()).Evaluate("example.com")));

        Assert.Empty(Judge("MtaSts", DaneScenarios.Server(), dns, exchanger));
    }

    [Fact]
    public void Dane_goes_before_mta_sts_and_hides_none_of_its_findings()
    {
        var test = DaneScenarios.Server(faults: CertificateFaults.UntrustedRoot);
        _ = Judge("Dane", test, DaneScenarios.Zone().Tlsa(DaneScenarios.Name, DaneScenarios.ThisKey));

        Assert.Equal("PolicyCertificateInvalid", Assert.Single(Judge("MtaSts", test, dns: null, MtaStsScenarios.Exchanger("mx.example.com"))).Id);
        Assert.Equal(DeliveryPolicy.Dane, test.DeliveryPolicy);
    }

    [Fact]
    public void Names_that_belong_together_give_no_finding()
    {
        var test = new SmtpServerTest { Address = "192.0.2.1", ServerName = "mx.example.com" };

        Assert.Empty(Judge("Names", test, new FakeMailDns().A("mx.example.com", "192.0.2.1").Ptr("192.0.2.1", "mx.example.com")));
        Assert.Equal(IprevStatus.Pass, test.Iprev!.Status);
    }

    [Fact]
    public void Names_that_could_not_be_asked_for_give_no_finding() => Assert.Empty(Judge(
        "Names",
        new SmtpServerTest { Address = "192.0.2.1", ServerName = "mx.example.com" },
        new FakeMailDns().Fails("1.2.0.192.in-addr.arpa", DnsOutcome.Timeout).Fails("mx.example.com", DnsOutcome.Timeout)));

    [Fact]
    public void Hosts_that_are_alike_give_no_finding() => Assert.Empty(JudgeWith(
        "Addresses",
        new SmtpServerTest
        {
            Addresses =
            [
                new ServerAddressFacts { Address = "192.0.2.1", ServerName = "a.example.com", StartTlsOffered = true, TlsProtocol = "TLS 1.3" },
                new ServerAddressFacts { Address = "2001:db8::1", ServerName = "b.example.com", StartTlsOffered = true, TlsProtocol = "TLS 1.3" },
            ],
        },
        SmtpTools.Diagnosis.Probes.AddressesProbe.Judge));

    [Fact]
    public void Another_certificate_alone_is_no_more_than_information() => Assert.Equal(FindingSeverity.Information, Assert.Single(JudgeWith(
        "Addresses",
        new SmtpServerTest
        {
            Addresses = [new ServerAddressFacts { Address = "192.0.2.1", CertificateFingerprint = "aa" }, new ServerAddressFacts { Address = "192.0.2.2", CertificateFingerprint = "bb" }],
        },
        SmtpTools.Diagnosis.Probes.AddressesProbe.Judge)).Severity);

    [Fact]
    public void Checks_that_need_dns_are_not_done_without_it()
    {
        var test = Test(Healthy, Options("Names", "Dane", "Certificate"));

        Assert.Equal(["Certificate"], test.Checks);
    }
}
