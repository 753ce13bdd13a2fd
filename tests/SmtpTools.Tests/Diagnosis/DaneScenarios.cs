using System.Security.Cryptography;
using SmtpTools.Tests.Dns;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

/// <summary>A server with a certificate, and TLSA records for it or for another one.</summary>
internal static class DaneScenarios
{
    public const string Name = "_25._tcp.mx.example.com";

    private static readonly byte[] s_certificate = Authority.Server().Leaf.RawData;

    public static string Digest { get; } = Hex(SHA256.HashData(s_certificate));

    /// <summary>The record of the certificate that the server shows.</summary>
    public static string ThisKey { get; } = "3 0 1 " + Digest;

    public static string OtherKey { get; } = "3 1 1 " + Hex(SHA256.HashData([1]));

    public static FakeMailDns Zone() => new FakeMailDns { IsAuthentic = true }.A("mx.example.com", "192.0.2.1");

    public static IReadOnlyList<Finding> Find(string record, bool isEncrypted = true) => Find(Zone().Tlsa(Name, record), isEncrypted);

    public static IReadOnlyList<Finding> Find(FakeMailDns dns, bool isEncrypted = true) => Judge("Dane", Server(isEncrypted), dns);

    public static SmtpServerTest Server(bool isEncrypted = true, CertificateFaults faults = CertificateFaults.None)
    {
        var certificate = new CertificateFacts { Subject = "CN=mx.example.com", RawData = s_certificate, Fingerprint = Digest };
        return new SmtpServerTest
        {
            Server = "mx.example.com",
            Port = 25,
            Address = "192.0.2.1",
            Security = TlsMode.StartTlsWhenAvailable,
            ExtensionsBeforeTls = SmtpExtensions.Parse(SmtpReply.Parse(isEncrypted ? "250-mx.example.com\n250 STARTTLS" : "250 mx.example.com")),
            Tls = isEncrypted
                ? new TlsFacts { Protocol = "TLS 1.3", Certificate = certificate, SentChain = [certificate], Faults = faults, FaultDetails = faults == CertificateFaults.None ? [] : ["As said."] }
                : null,
        };
    }

    private static string Hex(byte[] octets) => Convert.ToHexString(octets).ToLowerInvariant();
}
