using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace SmtpTools.Tests.Mail;

/// <summary>Throw-away keys as files, and the DNS that publishes them.</summary>
internal sealed class SigningKeys
{
    public SigningKeys(TemporaryFolder folder)
    {
        using var rsa = RSA.Create(2048);
        RsaPath = folder.File("rsa.pem", rsa.ExportPkcs8PrivateKeyPem());
        Pkcs1Path = folder.File("pkcs1.pem", rsa.ExportRSAPrivateKeyPem());
        RsaRecord = $"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}";
        var ed25519 = new Ed25519PrivateKeyParameters(new SecureRandom());
        SeedPath = folder.File("ed25519.key", Convert.ToBase64String(ed25519.GetEncoded()));
        Ed25519Path = folder.File("ed25519.pem", new string(PemEncoding.Write("PRIVATE KEY", Org.BouncyCastle.Pkcs.PrivateKeyInfoFactory.CreatePrivateKeyInfo(ed25519).GetEncoded())));
        Ed25519Record = $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(ed25519.GeneratePublicKey().GetEncoded())}";
    }

    public string RsaPath { get; }

    public string Pkcs1Path { get; }

    public string RsaRecord { get; }

    public string Ed25519Path { get; }

    public string SeedPath { get; }

    public string Ed25519Record { get; }

    /// <summary>DNS with the RSA key under rsa, the Ed25519 key under ed, of a domain.</summary>
    public Dns.FakeMailDns Dns(string domain) =>
        new Dns.FakeMailDns().Txt($"rsa._domainkey.{domain}", RsaRecord[..200], RsaRecord[200..]).Txt($"ed._domainkey.{domain}", Ed25519Record);
}
