using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.TestServer;
using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Dane;

/// <summary>The examples of RFC 7672, in its order, and what its section 3.1 says of each certificate usage.</summary>
public sealed class Rfc7672ExamplesTests
{
    private const string Anchor = "2 0 1 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly TestCertificates s_root = TestCertificates.Create();

    /// <summary>A provider's signed hosts serve a domain that is not signed: its servers are authenticated, the domain is not protected.</summary>
    [Fact]
    public void Section_2_2_1_an_unsigned_domain_at_a_signed_provider()
    {
        var dns = Signed().Mx("hosted.example", 10, "mx.provider.example").A("mx.provider.example", "192.0.2.1").Tlsa("_25._tcp.mx.provider.example", Anchor).Unsigned("hosted.example");

        var result = new DaneEvaluator(dns).Evaluate("hosted.example");

        Assert.Equal((true, false), (result.Hosts[0].IsProtected, result.IsProtected));
        Assert.Equal(["TlsaMxNotSecure"], result.Findings.Select(finding => finding.Id));

        // The MX records may be forged, so that the domain's name proves nothing (3.2.2).
        Assert.Equal(["mx.provider.example"], result.Hosts[0].ReferenceNames);
    }

    /// <summary>Servers that fail at TLSA questions stand before unsigned zones, which are therefore not asked.</summary>
    [Fact]
    public void Section_2_2_2_servers_that_can_not_answer()
    {
        var dns = Signed().Mx("example.com", 10, "mx.big.example").A("mx.big.example", "192.0.2.1").Unsigned("mx.big.example").Fails("_25._tcp.mx.big.example", DnsOutcome.ServerFailure);

        Assert.Equal(DaneHostStatus.HostNotSecure, new DaneEvaluator(dns).Evaluate("example.com").Hosts[0].Status);
    }

    [Theory]
    [InlineData(25, "_25._tcp.mx.example.com")]
    [InlineData(587, "_587._tcp.mx.example.com")]
    public void Section_2_2_3_the_name_of_the_records(int port, string name)
    {
        var dns = Signed().A("mx.example.com", "192.0.2.1").Tlsa(name, Anchor);

        Assert.Equal((DaneHostStatus.Usable, name), new DaneEvaluator(dns).EvaluateHost("mx.example.com", port).Hosts.Select(host => (host.Status, host.TlsaName)).Single());
        Assert.Contains((name, DnsRecordType.Tlsa), dns.Questions);
    }

    /// <summary>2.2.3 and, with the same records, 3.1.2: one set for several hosts. An alias of the records changes no host's names.</summary>
    [Fact]
    public void Section_2_2_3_records_that_hosts_share()
    {
        var result = new DaneEvaluator(Signed().Mx("example.com", 0, "mx1.example.com").Mx("example.com", 0, "mx2.example.com")
            .A("mx1.example.com", "192.0.2.1").A("mx2.example.com", "192.0.2.2")
            .Cname("_25._tcp.mx1.example.com", "tlsa201._dane.example.com").Cname("_25._tcp.mx2.example.com", "tlsa201._dane.example.com")
            .Tlsa("tlsa201._dane.example.com", Anchor)).Evaluate("example.com");

        Assert.True(result.IsProtected);
        Assert.All(result.Hosts, host =>
        {
            Assert.Equal([Anchor], host.Records.Select(record => record.ToString()));
            Assert.Equal([host.Host, "example.com"], host.ReferenceNames);
        });
    }

    [Theory]
    [InlineData(0, false, "3.1.3")]
    [InlineData(1, false, "3.1.3")]
    [InlineData(2, true, null)]
    [InlineData(3, true, null)]
    public void Section_3_1_the_usages(int usage, bool isUsable, string? section)
    {
        Assert.True(DaneAssociationParser.TryParse(usage + Anchor[1..], out var record));

        Assert.Equal(isUsable, record.IsUsable);
        Assert.Equal(section is not null, record.Fault?.Contains("RFC 7672 " + section, StringComparison.Ordinal) == true);
    }

    /// <summary>DANE-EE(3): name and dates do not matter, and the record that is advised is 3 1 1.</summary>
    [Fact]
    public void Section_3_1_1_the_servers_own_key()
    {
        using var server = TestCertificates.SelfSigned("other.invalid");
        var digest = Convert.ToHexString(SHA256.HashData(server.Leaf.PublicKey.ExportSubjectPublicKeyInfo()));

        Assert.True(Match("3 1 1 " + digest, server, ["mx.example.com"], DateTimeOffset.UtcNow.AddYears(10)));
    }

    /// <summary>The hosts of exchange.example.org, an alias of an alias of example.com, and the names that each one's certificate may bear.</summary>
    [Theory]
    [InlineData("mx10.example.com", "mx10.example.com")]
    [InlineData("mx15.example.com", "mx15.example.com")]
    [InlineData("mx20.example.com", "mxbackup.example.net")]
    public void Section_3_2_2_the_names_of_a_mail_exchanger(string exchanger, string baseDomain)
    {
        var result = new DaneEvaluator(Aliased()).Evaluate("exchange.example.org");
        var host = result.Hosts.Single(host => host.Host == exchanger);

        Assert.Equal((DaneHostStatus.Usable, baseDomain), (host.Status, host.BaseDomain));
        Assert.Equal([baseDomain, "exchange.example.org", "example.com"], host.ReferenceNames);
        Assert.All([baseDomain, "exchange.example.org", "example.com"], name => Assert.True(IsNamed(name, host.ReferenceNames)));
        Assert.All(["mail.example.org", "example.net", "other.example.com"], name => Assert.False(IsNamed(name, host.ReferenceNames)));
    }

    /// <summary>Without MX records, and with a name that an administrator gave: the name itself and what it is an alias of.</summary>
    [Fact]
    public void Section_3_2_2_the_names_of_other_hosts()
    {
        var dns = Signed().Cname("mail.example.org", "mxbackup.example.net").A("mxbackup.example.net", "198.51.100.20").Tlsa("_25._tcp.mxbackup.example.net", Anchor);

        Assert.Equal(["mxbackup.example.net", "mail.example.org"], new DaneEvaluator(dns).EvaluateHost("mail.example.org").Hosts[0].ReferenceNames);
        Assert.Equal(["mxbackup.example.net", "mail.example.org"], new DaneEvaluator(dns).Evaluate("mail.example.org").Hosts[0].ReferenceNames);
    }

    /// <summary>An asterisk stands for a whole first label.</summary>
    [Theory]
    [InlineData("*.example.com", "mx1.example.com", true)]
    [InlineData("smtp*.example.com", "smtp1.example.com", false)]
    [InlineData("*smtp.example.com", "1smtp.example.com", false)]
    [InlineData("*.example.com", "a.mx1.example.com", false)]
    [InlineData("*.example.com", "example.com", false)]
    public void Section_3_2_3_wildcards(string named, string reference, bool expected) => Assert.Equal(expected, IsNamed(named, [reference]));

    /// <summary>Section 4: before a new key is used, the records of both are published.</summary>
    [Fact]
    public void Section_4_a_new_key()
    {
        using var current = TestCertificates.SelfSigned("mx.example.com");
        using var next = TestCertificates.SelfSigned("mx.example.com");
        var records = new[] { current, next }.Select(server => "3 1 1 " + Convert.ToHexString(SHA256.HashData(server.Leaf.PublicKey.ExportSubjectPublicKeyInfo()))).ToList();
        var dns = Signed().A("mx.example.com", "192.0.2.1");
        records.ForEach(record => dns.Tlsa("_25._tcp.mx.example.com", record));

        var result = new DaneEvaluator(dns).EvaluateHost("mx.example.com");

        Assert.Empty(result.Findings);
        Assert.All([current, next], server => Assert.True(DaneMatcher.Match(result.Hosts[0].Records, [server.Leaf], ["mx.example.com"], DateTimeOffset.UtcNow).IsMatched));
        Assert.Equal(["TlsaNoRollover"], new DaneEvaluator(Signed().A("mx.example.com", "192.0.2.1").Tlsa("_25._tcp.mx.example.com", records[0])).EvaluateHost("mx.example.com").Findings.Select(f => f.Id));
    }

    private static FakeMailDns Signed() => new() { IsAuthentic = true };

    private static FakeMailDns Aliased() => Signed().Cname("exchange.example.org", "mail.example.org").Cname("mail.example.org", "example.com")
        .Mx("example.com", 10, "mx10.example.com").Mx("example.com", 15, "mx15.example.com").Mx("example.com", 20, "mx20.example.com")
        .A("mx10.example.com", "192.0.2.10").Tlsa("_25._tcp.mx10.example.com", Anchor)
        .Cname("mx15.example.com", "mxbackup.example.com").A("mxbackup.example.com", "192.0.2.15").Tlsa("_25._tcp.mx15.example.com", Anchor)
        .Cname("mx20.example.com", "mxbackup.example.net").A("mxbackup.example.net", "198.51.100.20").Tlsa("_25._tcp.mxbackup.example.net", Anchor);

    /// <summary>Whether a certificate for one name, below a trust anchor, serves under the names.</summary>
    private static bool IsNamed(string named, IReadOnlyList<string> references)
    {
        using var server = s_root.Server(named);
        return Match("2 0 1 " + Convert.ToHexString(SHA256.HashData(s_root.Root.RawData)), server, references, DateTimeOffset.UtcNow, s_root.Root);
    }

    private static bool Match(string text, TestCertificate server, IReadOnlyList<string> names, DateTimeOffset time, params X509Certificate2[] above)
    {
        Assert.True(DaneAssociationParser.TryParse(text, out var record));
        return DaneMatcher.Match([record], [server.Leaf, .. above], names, time).IsMatched;
    }
}
