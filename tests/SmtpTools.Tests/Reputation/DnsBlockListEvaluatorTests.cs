using System.Net;
using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Reputation;

public sealed class DnsBlockListEvaluatorTests
{
    private const string Zen = "zen.spamhaus.org";
    private const string MappedTestPoint = "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0";
    private const string V6 = "4.4.8.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.8.4.0.6.8.4.1.0.0.2";

    [Fact]
    public void A_listing_is_told_with_its_codes_and_the_lists_words()
    {
        var result = Ask(Working().A($"4.4.8.8.{Zen}", "127.0.0.10").A($"4.4.8.8.{Zen}", "127.0.0.3").Txt($"4.4.8.8.{Zen}", "https://check.spamhaus.org/query/ip/8.8.4.4"));

        Assert.Equal(DnsBlockListStatus.Listed, result.Status);
        Assert.True(result.IsListed);
        Assert.Equal(["127.0.0.3", "127.0.0.10"], result.Codes.Select(code => code.Code));
        Assert.StartsWith("PBL", result.Codes[1].Meaning, StringComparison.Ordinal);
        Assert.Equal("https://check.spamhaus.org/query/ip/8.8.4.4", result.Reason);
    }

    [Fact]
    public void A_list_that_works_and_does_not_have_the_address_is_believed()
    {
        var result = Ask(Working());

        Assert.Equal(DnsBlockListStatus.NotListed, result.Status);
        Assert.False(result.IsListed);
    }

    [Theory]
    [InlineData("127.255.255.252")]
    [InlineData("127.255.255.254")]
    [InlineData("127.255.255.255")]
    [InlineData("127.0.0.1")]
    public void A_refusal_is_no_listing(string code)
    {
        var result = Ask(Working().A($"4.4.8.8.{Zen}", code));

        Assert.Equal(DnsBlockListStatus.Refused, result.Status);
        Assert.Null(result.IsListed);
    }

    /// <summary>Some lists answer NXDOMAIN to whom they refuse, for their test points too.</summary>
    [Fact]
    public void A_list_without_its_test_point_says_nothing() => Assert.Equal(DnsBlockListStatus.Unusable, Ask(new FakeMailDns()).Status);

    /// <summary>Lists that were given up have answered every question with an entry, or with the address of a web server.</summary>
    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("203.0.113.7")]
    public void A_list_that_has_everything_says_nothing(string answer) => Assert.Equal(DnsBlockListStatus.Unusable, Ask(new FakeMailDns().A($"*.{Zen}", answer)).Status);

    [Theory]
    [InlineData(DnsOutcome.Timeout, DnsBlockListStatus.Timeout)]
    [InlineData(DnsOutcome.ServerFailure, DnsBlockListStatus.ServerFailure)]
    public void A_list_that_does_not_answer_says_nothing(DnsOutcome outcome, DnsBlockListStatus status) =>
        Assert.Equal(status, Ask(Working().Fails($"4.4.8.8.{Zen}", outcome)).Status);

    [Fact]
    public void IPv6_is_asked_by_nibbles()
    {
        var dns = Working().A($"{MappedTestPoint}.{Zen}", "127.0.0.2").A($"{V6}.{Zen}", "127.0.0.4");

        Assert.Equal(DnsBlockListStatus.Listed, Ask(dns, "2001:4860:4860::8844").Status);
        Assert.Equal(DnsBlockListStatus.NotListed, Ask(dns, "2001:4860:4860::8888").Status);
        Assert.Equal(DnsBlockListStatus.NotListed, Ask(dns, "::ffff:8.8.4.4").Status);
    }

    [Fact]
    public void A_list_of_IPv4_alone_is_not_asked_for_IPv6() => Assert.Equal(DnsBlockListStatus.NotAsked, Ask(Working(), "2001:4860:4860::8888").Status);

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("10.0.0.1")]
    [InlineData("fe80::1")]
    public void Addresses_of_no_public_network_are_not_asked_for(string address)
    {
        var dns = Working();

        Assert.Equal(DnsBlockListStatus.NotAsked, Ask(dns, address).Status);
        Assert.Empty(dns.Questions);
    }

    [Fact]
    public void A_list_of_ones_own_is_asked_like_any_other()
    {
        var dns = new FakeMailDns().A("2.0.0.127.bl.example.org", "127.0.0.2").A("4.4.8.8.bl.example.org", "127.0.0.9");
        var result = new DnsBlockListEvaluator(dns).Evaluate(IPAddress.Parse("8.8.4.4"), DnsBlockList.Find("BL.example.org."));

        Assert.Equal(DnsBlockListStatus.Listed, result.Status);
        Assert.Null(Assert.Single(result.Codes).Meaning);
        _ = Assert.Throws<ArgumentException>(() => DnsBlockList.Find("not a zone"));
    }

    [Fact]
    public void Known_lists_are_found_by_their_zone()
    {
        Assert.Equal(4, DnsBlockList.Default.Count);
        Assert.Same(DnsBlockList.Default[0], DnsBlockList.Find("ZEN.spamhaus.org"));
    }

    private static FakeMailDns Working() => new FakeMailDns().A($"2.0.0.127.{Zen}", "127.0.0.2");

    private static DnsBlockListResult Ask(FakeMailDns dns, string address = "8.8.4.4") =>
        new DnsBlockListEvaluator(dns).Evaluate(IPAddress.Parse(address), DnsBlockList.Find(Zen));
}
