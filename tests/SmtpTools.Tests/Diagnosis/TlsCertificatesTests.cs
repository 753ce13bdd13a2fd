using SmtpTools.TestServer;
using SmtpTools.Tests.TlsHello;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

public sealed class TlsCertificatesTests
{
    [Fact]
    public void Both_kinds_are_seen_as_they_are_sent_and_judged_each_by_itself()
    {
        using var rsa = TestCertificates.Create(TestKey.Rsa);
        using var good = Authority.Server();
        using var expired = rsa.Expired();
        using var server = new HelloServer(0x0303, 0xC02B, 0xC02F) { EcdsaChain = [good.Leaf.RawData], RsaChain = [expired.Leaf.RawData] };

        var test = Look(server);

        Assert.Equal([("RSA", "RSA"), ("ECDSA", "ECDSA P-256")], test.ServedCertificates.Select(served => (served.KeyKind, served.Certificate!.KeyAlgorithm)));
        Assert.Equal(CertificateFaults.None, test.ServedCertificates[1].Faults);
        Assert.True(test.ServedCertificates[0].Faults!.Value.HasFlag(CertificateFaults.NotInValidityPeriod));
        var finding = Assert.Single(test.Findings);
        Assert.Equal("OtherCertificateFaulty", finding.Id);
        Assert.StartsWith("RSA, CN=", finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_in_order_without_its_root_gives_no_finding()
    {
        using var leaf = Authority.Intermediate().Server();
        using var server = new HelloServer(0x0303, 0xC02B) { EcdsaChain = [leaf.Leaf.RawData, .. leaf.Chain.Select(certificate => certificate.RawData)] };

        var test = Look(server);

        Assert.Empty(test.Findings);
        Assert.Equal(2, Assert.Single(test.ServedCertificates).SentChain.Count);
    }

    [Fact]
    public void A_certificate_for_another_name_is_told_by_its_name()
    {
        using var leaf = Authority.Server("other.example");
        using var server = new HelloServer(0x0303, 0xC02B) { EcdsaChain = [leaf.Leaf.RawData] };

        Assert.Equal(CertificateFaults.NameMismatch, Assert.Single(Look(server).ServedCertificates).Faults);
    }

    [Fact]
    public void What_is_no_certificate_is_no_certificate()
    {
        using var server = new HelloServer(0x0303, 0xC02B);

        Assert.Null(Assert.Single(Look(server).ServedCertificates).Certificate);
    }

    private static SmtpServerTest Look(HelloServer server) => new SmtpServerTester(Options("TlsCertificates")).Test(new SmtpEndpoint("127.0.0.1", server.Port));
}
