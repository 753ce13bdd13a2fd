using System.Net;
using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Spf;

/// <summary>The extended examples of RFC 7208 appendix A, over its zone.</summary>
public sealed class Rfc7208AppendixTests
{
    [Theory]
    [InlineData("v=spf1 +all", "203.0.113.1", SpfResult.Pass)]
    [InlineData("v=spf1 a -all", "192.0.2.10", SpfResult.Pass)]
    [InlineData("v=spf1 a -all", "192.0.2.11", SpfResult.Pass)]
    [InlineData("v=spf1 a -all", "192.0.2.65", SpfResult.Fail)]
    [InlineData("v=spf1 a:example.org -all", "192.0.2.10", SpfResult.Fail)]
    [InlineData("v=spf1 mx -all", "192.0.2.129", SpfResult.Pass)]
    [InlineData("v=spf1 mx -all", "192.0.2.130", SpfResult.Pass)]
    [InlineData("v=spf1 mx -all", "192.0.2.10", SpfResult.Fail)]
    [InlineData("v=spf1 mx:example.org -all", "192.0.2.140", SpfResult.Pass)]
    [InlineData("v=spf1 mx mx:example.org -all", "192.0.2.129", SpfResult.Pass)]
    [InlineData("v=spf1 mx mx:example.org -all", "192.0.2.130", SpfResult.Pass)]
    [InlineData("v=spf1 mx mx:example.org -all", "192.0.2.140", SpfResult.Pass)]
    [InlineData("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.131", SpfResult.Pass)]
    [InlineData("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.143", SpfResult.Pass)]
    [InlineData("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.144", SpfResult.Fail)]
    [InlineData("v=spf1 ptr -all", "192.0.2.65", SpfResult.Pass)]
    [InlineData("v=spf1 ptr -all", "192.0.2.140", SpfResult.Fail)]
    [InlineData("v=spf1 ptr -all", "10.0.0.4", SpfResult.Fail)]
    [InlineData("v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.65", SpfResult.Fail)]
    [InlineData("v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.129", SpfResult.Pass)]
    public void Appendix_A_1_simple_examples(string record, string client, SpfResult expected) =>
        Assert.Equal(expected, Check(Zone().Txt("example.com", record), client, "user@example.com"));

    [Theory]
    [InlineData("example.org", "192.0.2.129", SpfResult.Pass)]
    [InlineData("la.example.org", "192.0.2.129", SpfResult.Pass)]
    [InlineData("ny.example.org", "192.0.2.10", SpfResult.Fail)]
    [InlineData("sf.example.org", "198.51.100.1", SpfResult.Pass)]
    public void Appendix_A_2_several_domains(string domain, string client, SpfResult expected)
    {
        var dns = Zone().Txt("example.com", "v=spf1 mx -all").Txt("example.net", "v=spf1 ip4:198.51.100.0/24 -all")
            .Txt("example.org", "v=spf1 include:example.com include:example.net -all");

        Assert.Equal(expected, Check(domain == "example.org" ? dns : dns.Txt(domain, "v=spf1 redirect=example.org"), client, "user@" + domain));
    }

    [Theory]
    [InlineData("mary@example.com", "203.0.113.7", SpfResult.Pass)]
    [InlineData("mary+tag@example.com", "203.0.113.7", SpfResult.Pass)]
    [InlineData("fred@example.com", "203.0.113.8", SpfResult.Pass)]
    [InlineData("joel@example.com", "192.168.15.15", SpfResult.Pass)]
    [InlineData("joel@example.com", "192.168.15.16", SpfResult.Pass)]
    [InlineData("joel@example.com", "192.168.15.17", SpfResult.Fail)]
    [InlineData("eve@example.com", "203.0.113.7", SpfResult.Fail)]
    [InlineData("eve@example.com", "192.0.2.129", SpfResult.Pass)]
    public void Appendix_A_3_in_the_way_of_a_list(string sender, string client, SpfResult expected)
    {
        var dns = Zone().Txt("example.com", "v=spf1 mx include:mobile-users._spf.%{d} include:remote-users._spf.%{d} -all")
            .Txt("mobile-users._spf.example.com", "v=spf1 exists:%{l1r+}.%{d}").Txt("remote-users._spf.example.com", "v=spf1 exists:%{ir}.%{l1r+}.%{d}")
            .A("mary.mobile-users._spf.example.com", "127.0.0.2").A("fred.mobile-users._spf.example.com", "127.0.0.2")
            .A("15.15.168.192.joel.remote-users._spf.example.com", "127.0.0.2").A("16.15.168.192.joel.remote-users._spf.example.com", "127.0.0.2");

        Assert.Equal(expected, Check(dns, client, sender));
    }

    /// <summary>
    /// Both have to hold. The ptr of the example names no domain and so means ptr._spf.example.com, in which no host of the zone is
    /// (5.5): as it is written it admits nobody. With the domain that is meant it does what the text says.
    /// </summary>
    [Theory]
    [InlineData("v=spf1 -ptr +all", "192.0.2.65", SpfResult.Fail)]
    [InlineData("v=spf1 -ptr:example.com +all", "192.0.2.65", SpfResult.Pass)]
    [InlineData("v=spf1 -ptr:example.com +all", "192.0.2.140", SpfResult.Fail)]
    [InlineData("v=spf1 -ptr:example.com +all", "10.0.0.4", SpfResult.Fail)]
    public void Appendix_A_4_several_requirements(string ptr, string client, SpfResult expected)
    {
        var dns = Zone().Txt("example.com", "v=spf1 -include:ip4._spf.%{d} -include:ptr._spf.%{d} +all")
            .Txt("ip4._spf.example.com", "v=spf1 -ip4:192.0.2.0/24 +all").Txt("ptr._spf.example.com", ptr);

        Assert.Equal(expected, Check(dns, client, "user@example.com"));
    }

    private static SpfResult Check(FakeMailDns dns, string client, string sender) =>
        new SpfChecker(dns).Check(new SpfClient(IPAddress.Parse(client), sender, "mx.example.org")).Result;

    private static FakeMailDns Zone() => new FakeMailDns()
        .Mx("example.com", 10, "mail-a.example.com").Mx("example.com", 20, "mail-b.example.com").A("example.com", "192.0.2.10").A("example.com", "192.0.2.11")
        .A("amy.example.com", "192.0.2.65").A("bob.example.com", "192.0.2.66").A("mail-a.example.com", "192.0.2.129").A("mail-b.example.com", "192.0.2.130")
        .Cname("www.example.com", "example.com").Mx("example.org", 10, "mail-c.example.org").A("mail-c.example.org", "192.0.2.140")
        .Ptr("192.0.2.10", "example.com").Ptr("192.0.2.11", "example.com").Ptr("192.0.2.65", "amy.example.com").Ptr("192.0.2.66", "bob.example.com")
        .Ptr("192.0.2.129", "mail-a.example.com").Ptr("192.0.2.130", "mail-b.example.com").Ptr("192.0.2.140", "mail-c.example.org").Ptr("10.0.0.4", "bob.example.com");
}
