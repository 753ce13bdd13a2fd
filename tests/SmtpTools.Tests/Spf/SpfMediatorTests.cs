using System.Net;
using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Spf;

/// <summary>The records of RFC 7208 appendix D.1, for mail that is forwarded.</summary>
public sealed class SpfMediatorTests
{
    [Theory]
    [InlineData("v=spf1 mx ?exists:%{ir}.whitelist.example.org -all", "user@example.com", "192.0.2.129", SpfResult.Pass)]
    [InlineData("v=spf1 mx ?exists:%{ir}.whitelist.example.org -all", "user@example.com", "198.51.100.1", SpfResult.Neutral)]
    [InlineData("v=spf1 mx ?exists:%{ir}.whitelist.example.org -all", "user@example.com", "198.51.100.2", SpfResult.Fail)]
    [InlineData("v=spf1 mx exists:%{l}._spf_verify.%{d} -all", "prvs-signed@example.com", "198.51.100.2", SpfResult.Pass)]
    [InlineData("v=spf1 mx exists:%{l}._spf_verify.%{d} -all", "forged@example.com", "198.51.100.2", SpfResult.Fail)]
    [InlineData("v=spf1 mx exists:%{ir}._spf_rate.%{d} -all", "user@example.com", "198.51.100.1", SpfResult.Pass)]
    [InlineData("v=spf1 mx exists:%{ir}._spf_rate.%{d} -all", "user@example.com", "198.51.100.2", SpfResult.Fail)]
    [InlineData("v=spf1 mx redirect=%{l1r+}._at_.%{o}._spf.%{d}", "joe+tag@example.com", "198.51.100.2", SpfResult.Pass)]
    [InlineData("v=spf1 mx redirect=%{l1r+}._at_.%{o}._spf.%{d}", "eve@example.com", "198.51.100.2", SpfResult.PermError)]
    public void The_examples_hold(string record, string sender, string client, SpfResult expected)
    {
        var dns = new FakeMailDns().Mx("example.com", 10, "mail-a.example.com").A("mail-a.example.com", "192.0.2.129").Txt("example.com", record)
            .A("1.100.51.198.whitelist.example.org", "127.0.0.2").A("prvs-signed._spf_verify.example.com", "127.0.0.2").A("1.100.51.198._spf_rate.example.com", "127.0.0.2")
            .Txt("joe._at_.example.com._spf.example.com", "v=spf1 ip4:198.51.100.0/24 -all");

        Assert.Equal(expected, new SpfChecker(dns).Check(new SpfClient(IPAddress.Parse(client), sender, "mx.example.org")).Result);
    }
}
