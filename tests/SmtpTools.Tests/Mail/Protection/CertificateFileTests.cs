using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Protection;

namespace SmtpTools.Tests.Mail.Protection;

/// <summary>Certificates and keys in the files that programs write, and what is said of those that are none.</summary>
public sealed class CertificateFileTests : IClassFixture<MailIdentity>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _ana;

    public CertificateFileTests(MailIdentity ana) => (_authority, _ana) = (ana.Authority, ana.Certificate.CopyWithPrivateKey(ana.Key));

    public void Dispose()
    {
        _folder.Dispose();
        _ana.Dispose();
    }

    [Theory]
    [InlineData("key first")]
    [InlineData("key last")]
    [InlineData("PKCS #1")]
    public void The_certificate_of_the_key_goes_first_whatever_the_order(string order)
    {
        using var key = _ana.GetRSAPrivateKey()!;
        var (own, other) = (_ana.ExportCertificatePem(), _authority.ExportCertificatePem());
        var text = order switch
        {
            "key first" => $"{key.ExportPkcs8PrivateKeyPem()}\n{other}\n{own}\n",
            "key last" => $"{other}\n{own}\n{key.ExportPkcs8PrivateKeyPem()}\n",
            _ => $"comment\n{own}\n{key.ExportRSAPrivateKeyPem()}\n{other}\n",
        };
        var (chain, secret) = CertificateFile.Read(_folder.File("ana.pem", text), null);

        Assert.NotNull(secret);
        Assert.Equal([_ana.RawData, _authority.RawData], chain.Select(one => one.GetEncoded()));
    }

    [Fact]
    public void A_key_of_another_certificate_is_none()
    {
        using var stranger = RSA.Create(2048);
        var (chain, key) = CertificateFile.Read(_folder.File("ana.pem", $"{_ana.ExportCertificatePem()}\n{stranger.ExportPkcs8PrivateKeyPem()}\n"), null);

        Assert.Single(chain);
        Assert.Null(key);
    }

    [Fact]
    public void A_PFX_brings_its_chain_and_a_DER_file_itself()
    {
        var both = new X509Certificate2Collection { _ana, X509CertificateLoader.LoadCertificate(_authority.RawData) };
        var (chain, key) = CertificateFile.Read(_folder.File("ana.pfx", both.Export(X509ContentType.Pfx, "s\u00E9cret")!), TestSecret.Of("s\u00E9cret"));

        Assert.Equal([_ana.RawData, _authority.RawData], chain.Select(one => one.GetEncoded()));
        Assert.NotNull(key);
        (chain, key) = CertificateFile.Read(_folder.File("ana.cer", _ana.RawData), null);
        Assert.Equal(_ana.RawData, Assert.Single(chain).GetEncoded());
        Assert.Null(key);
    }

    [Fact]
    public void A_key_on_an_elliptic_curve_signs()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ana@example.com, E=ana@example.com", key, HashAlgorithmName.SHA256);
        using var own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var certificate = SmimeCertificate.FromFile(_folder.File("ec.pem", $"{own.ExportCertificatePem()}\n{key.ExportECPrivateKeyPem()}\n"));
        var signed = SmimeProtection.Sign(MessageBuilder.Build(MessageBuilderTests.Options(o => o.From = "ana@example.com")), certificate);

        Assert.Equal(["ana@example.com"], certificate.Addresses);
        var signature = Assert.Single(new MessageUnprotector(new UnprotectOptions()).Open(signed).Protection!.Signatures);
        Assert.True(signature is { IsValid: true, IsFromSigner: true }, string.Join(" ", signature.Reasons));
    }

    [Theory]
    [InlineData("pfx", null)]
    [InlineData("pfx", "wrong")]
    [InlineData("pem", null)]
    [InlineData("pem", "wrong")]
    public void A_wrong_password_is_told_from_damage_and_not_shown(string kind, string? password)
    {
        using var key = _ana.GetRSAPrivateKey()!;
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        var path = kind == "pfx" ? _folder.File("ana.pfx", _ana.Export(X509ContentType.Pfx, "right"))
            : _folder.File("ana.pem", $"{_ana.ExportCertificatePem()}\n{key.ExportEncryptedPkcs8PrivateKeyPem("right", parameters)}\n");
        var error = Assert.Throws<MailProtectionException>(() => CertificateFile.Read(path, password is null ? null : TestSecret.Of(password)));

        Assert.Equal(MailProtectionFault.WrongPassword, error.Fault);
        Assert.Contains(password is null ? "none was given" : "is wrong", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Occurrences(error.ToString(), "right"));
    }

    // One in 256 leaves a padding behind that is right by chance.
    [Fact]
    public void No_wrong_password_passes_for_damage()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportEncryptedPkcs8PrivateKeyPem("right", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1));
        var path = _folder.File("ana.pem", $"{_ana.ExportCertificatePem()}\n{pem}\n");

        for (var i = 0; i < 2000; i++)
        {
            Assert.Equal(MailProtectionFault.WrongPassword, Assert.Throws<MailProtectionException>(() => CertificateFile.Read(path, TestSecret.Of($"wrong{i}"))).Fault);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n")]
    [InlineData("0\u0082\u0001")]
    public void What_is_none_is_told(string text) =>
        Assert.Equal(MailProtectionFault.KeyUnusable, Assert.Throws<MailProtectionException>(() => CertificateFile.Read(_folder.File("none.pem", System.Text.Encoding.Latin1.GetBytes(text)), null)).Fault);

    [Fact]
    public void A_missing_file_and_one_without_end_are_told()
    {
        Assert.Contains("gone.pfx", Assert.Throws<MailProtectionException>(() => CertificateFile.Read(_folder["gone.pfx"], null)).Message, StringComparison.Ordinal);
        Assert.Contains("larger than", Assert.Throws<MailProtectionException>(() => CertificateFile.Read(_folder.File("large.pfx", new byte[2 * 1024 * 1024]), null)).Message, StringComparison.Ordinal);
    }

    private static int Occurrences(string text, string word) => text.Split(word).Length - 1;
}
