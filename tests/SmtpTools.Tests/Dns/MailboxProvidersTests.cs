using SmtpTools.Dns;

namespace SmtpTools.Tests.Dns;

public class MailboxProvidersTests
{
    [Theory]
    [InlineData("aspmx.l.google.com", "Google Workspace")]
    [InlineData("alt1.gmail-smtp-in.l.google.com", "Google")]
    [InlineData("EXAMPLE-com.mail.protection.outlook.com", "Microsoft 365")]
    [InlineData("example-com.x-v1.mx.microsoft", "Microsoft 365")]
    [InlineData("mx1.mail.icloud.com", "iCloud Mail")]
    [InlineData("mx0a-00000000.pphosted.com", "Proofpoint")]
    [InlineData("notgoogle.com", null)]
    [InlineData("evilpphosted.com", null)]
    [InlineData("com", null)]
    public void A_provider_is_known_by_the_end_of_the_name(string host, string? provider) => Assert.Equal(provider, MailboxProviders.Find(host));

    [Fact]
    public void The_most_preferred_hosts_provider_is_the_domains()
    {
        var dns = new FakeMailDns().Mx("example.test", 10, "mx1.mimecast.com").A("mx1.mimecast.com", "8.8.4.4").Mx("example.test", 20, "mx.example.test").A("mx.example.test", "8.8.4.4");
        var result = new MailExchangerResolver(dns).Resolve("example.test");
        Assert.Equal("Mimecast", result.Provider);
        Assert.Equal(["Mimecast", null], result.Exchangers.Select(e => e.Provider));
    }
}
