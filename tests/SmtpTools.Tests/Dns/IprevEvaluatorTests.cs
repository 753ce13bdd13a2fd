using System.Net;

namespace SmtpTools.Tests.Dns;

public class IprevEvaluatorTests
{
    [Theory]
    [InlineData("8.8.4.4")]
    [InlineData("2606:4700::1111")]
    public void A_name_that_leads_back_confirms_an_address(string address)
    {
        var dns = new FakeMailDns().Ptr(address, "mx.example.test").Ptr(address, "other.example.test");
        _ = address.Contains(':') ? dns.Aaaa("mx.example.test", address) : dns.A("mx.example.test", address);

        var result = new IprevEvaluator(dns).Evaluate(IPAddress.Parse(address));

        Assert.Equal(IprevStatus.Pass, result.Status);
        Assert.Equal(["mx.example.test", "other.example.test"], result.Names);
        Assert.Equal(["mx.example.test"], result.ConfirmedNames);
        Assert.Equal("Pass mx.example.test", result.ToString());
    }

    // RFC 8601 2.7.3
    [Fact]
    public void A_name_that_does_not_lead_back_is_a_fail() =>
        Assert.Equal(IprevStatus.Fail, Evaluate(new FakeMailDns().Ptr("8.8.4.4", "mx.example.test").A("mx.example.test", "9.9.9.9")));

    [Fact]
    public void A_name_that_does_not_exist_is_a_fail() => Assert.Equal(IprevStatus.Fail, Evaluate(new FakeMailDns().Ptr("8.8.4.4", "gone.example.test")));

    [Fact]
    public void No_name_is_a_permanent_error() => Assert.Equal(IprevStatus.PermError, Evaluate(new FakeMailDns()));

    [Theory]
    [InlineData("4.4.8.8.in-addr.arpa")]
    [InlineData("mx.example.test")]
    public void A_failure_is_a_temporary_error(string failing) =>
        Assert.Equal(IprevStatus.TempError, Evaluate(new FakeMailDns().Ptr("8.8.4.4", "mx.example.test").A("mx.example.test", "8.8.4.4").Fails(failing, DnsOutcome.Timeout)));

    [Fact]
    public void A_name_that_can_not_be_asked_for_is_a_fail() => Assert.Equal(IprevStatus.Fail, Evaluate(new FakeMailDns().Ptr("8.8.4.4", "bad name!.test")));

    [Fact]
    public void An_address_with_many_names_costs_no_more_than_some_questions()
    {
        var dns = new FakeMailDns();
        for (var i = 0; i < 100; i++)
        {
            dns.Ptr("8.8.4.4", $"h{i}.example.test");
        }

        Assert.Equal(IprevStatus.Fail, Evaluate(dns));
        Assert.Equal(1 + IprevEvaluator.MaxNames, dns.Questions.Count);
        Assert.Contains("90 more names", new IprevEvaluator(dns).Evaluate(IPAddress.Parse("8.8.4.4")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Mail_exchangers_have_their_names_where_asked_for()
    {
        var dns = new FakeMailDns().Mx("example.test", 10, "mx.example.test").A("mx.example.test", "8.8.4.4").Ptr("8.8.4.4", "mx.example.test");
        Assert.Null(new MailExchangerResolver(dns).Resolve("example.test").Exchangers[0].Addresses[0].Iprev);
        Assert.Equal(IprevStatus.Pass, new MailExchangerResolver(dns) { ConfirmsReverseNames = true }.Resolve("example.test").Exchangers[0].Addresses[0].Iprev!.Status);
    }

    private static IprevStatus Evaluate(FakeMailDns dns)
    {
        var result = new IprevEvaluator(dns).Evaluate(IPAddress.Parse("::ffff:8.8.4.4"));
        Assert.Empty(result.ConfirmedNames);
        Assert.NotNull(result.Detail);
        return result.Status;
    }
}
