using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session;
using SmtpTools.Tests.Session.Hostile;

namespace SmtpTools.Tests.Transport;

/// <summary>Client certificates from files and stores, and AUTH EXTERNAL by one (RFC 4422 A).</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private const string Secret = "päss wörd";

    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificate _certificate = TestTls.Authority.Intermediate().Client("ann@client.example");

    public static TheoryData<string> Forms => ["pfx", "pfx with password", "pem", "pem in two files", "pem with password"];

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    [MemberData(nameof(Forms))]
    public void A_certificate_from_a_file_signs_in_by_EXTERNAL(string form)
    {
        var loaded = Load(form);
        Assert.Equal((2, true, _certificate.Leaf.Thumbprint), (loaded.Count, loaded[0].HasPrivateKey, loaded[0].Thumbprint));
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go")
            .StartTls(TestTls.Certificate, Script.AskForCertificate).Ehlo("AUTH EXTERNAL PLAIN").Expect("AUTH EXTERNAL =").Send("235 2.7.0 Ok").Quit());
        var options = OptionsFor(server);
        options.Tls.ClientCertificates.AddRange(loaded);
        options.Credential = SmtpCredential.External();
        using var session = new SmtpSession(options);

        session.Open();

        Assert.Equal(("EXTERNAL", true), (session.AuthMechanism, session.Tls!.ClientCertificateSent));
        _ = session.Quit();
        server.Verify();
        Assert.Equal(_certificate.Leaf.Thumbprint, Assert.IsType<X509Certificate2>(server.Connection.ClientCertificate, exactMatch: false).Thumbprint);
    }

    [Fact]
    public void A_server_that_does_not_ask_gets_none_and_EXTERNAL_is_not_tried()
    {
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate).Ehlo("AUTH EXTERNAL").Quit());
        var options = OptionsFor(server);
        options.Tls.ClientCertificates.AddRange(Load("pfx"));
        options.Credential = SmtpCredential.External();
        using var session = new SmtpSession(options);

        var error = Assert.Throws<SmtpAuthenticationException>(() => session.Open());

        Assert.Empty(error.Attempts);
        Assert.False(session.Tls!.ClientCertificateSent);
        _ = session.Quit();
        server.Verify();
        Assert.Null(server.Connection.ClientCertificate);
    }

    [Fact]
    public void Of_several_with_keys_the_runtime_chooses()
    {
        using var other = TestTls.Authority.Client("bob@client.example");
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate, Script.AskForCertificate).Ehlo().Quit());
        var options = OptionsFor(server);
        options.Tls.ClientCertificates.Add(other.Leaf);
        options.Tls.ClientCertificates.Add(_certificate.Leaf);
        using var session = new SmtpSession(options);

        session.Open();

        Assert.True(session.Tls!.ClientCertificateSent);
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void What_is_no_certificate_with_its_key_is_said_so()
    {
        var file = Save("pfx with password");
        var pem = _folder.File("cert.pem", _certificate.Leaf.ExportCertificatePem());
        (string Path, string? Password, string? Key, string Says)[] wrong =
        [
            (_folder["missing.pfx"], null, null, "can't be read"),
            (file, null, null, "without a password"),
            (file, "wrong", null, "the password is wrong"),
            (pem, null, null, "could be read"),
            (pem, null, _folder["missing.key"], "can't be read"),
            (file, Secret, pem, "is not PEM"),
            (_folder.File("empty.pfx", ""), null, null, "could be read"),
            (_folder.File("large.pfx", new byte[2_000_000]), null, null, "larger than"),
        ];
        foreach (var (path, password, key, says) in wrong)
        {
            var error = Assert.Throws<ClientCertificateException>(() => ClientCertificate.FromFile(path, Secure(password), key));

            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_certificate_is_found_in_the_users_store()
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(_certificate.Leaf);
        try
        {
            var sha256 = Convert.ToHexString(SHA256.HashData(_certificate.Leaf.RawData));
            var spaced = "\u200E" + string.Join(' ', _certificate.Leaf.Thumbprint.Chunk(2).Select(static pair => new string(pair))).ToLowerInvariant();
            foreach (var thumbprint in new[] { _certificate.Leaf.Thumbprint, spaced, sha256 })
            {
                var found = Assert.Single(ClientCertificate.FromStore(thumbprint));
                Assert.Equal((_certificate.Leaf.Thumbprint, true), (found.Thumbprint, found.HasPrivateKey));
            }
        }
        finally
        {
            store.Remove(_certificate.Leaf);
        }

        Assert.Contains("There is no certificate", Assert.Throws<ClientCertificateException>(() => ClientCertificate.FromStore(_certificate.Leaf.Thumbprint)).Message, StringComparison.Ordinal);
        Assert.Contains("no fingerprint", Assert.Throws<ClientCertificateException>(() => ClientCertificate.FromStore("12:34")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A9993E364706816ABA3E25717850C26C9CD0D89D", true)]
    [InlineData("\u200Ea9 99 3e 36 47 06 81 6a ba 3e 25 71 78 50 c2 6c 9c d0 d8 9d", true)]
    [InlineData("BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD", true)]
    [InlineData("client.pem", false)]
    [InlineData("", false)]
    [InlineData("a9993e364706816aba3e25717850c26c9cd0d89", false)]
    [InlineData("/a9993e364706816aba3e25717850c26c9cd0d89d", false)]
    public void A_thumbprint_is_told_from_a_path(string text, bool expected) => Assert.Equal(expected, ClientCertificate.IsThumbprint(text));

    private static SmtpSessionOptions OptionsFor(ScriptedServer server)
    {
        var options = SessionFixture.Options(server, TlsMode.StartTls);
        TestTls.Trust(options);
        return options;
    }

    private static SecureString? Secure(string? text) => text is null ? null : new NetworkCredential(string.Empty, text).SecurePassword;

    private X509Certificate2Collection Load(string form) => ClientCertificate.FromFile(
        Save(form), form.Contains("password", StringComparison.Ordinal) ? Secure(Secret) : null, form.Contains("two", StringComparison.Ordinal) ? _folder["key.pem"] : null);

    private string Save(string form)
    {
        var issuer = _certificate.Chain[0];
        using var key = _certificate.Leaf.GetECDsaPrivateKey()!;
        var chain = $"{_certificate.Leaf.ExportCertificatePem()}\n{issuer.ExportCertificatePem()}\n";
        var pbe = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        switch (form)
        {
            case "pem":
                return _folder.File("client.pem", chain + key.ExportPkcs8PrivateKeyPem());
            case "pem with password":
                return _folder.File("client.pem", chain + key.ExportEncryptedPkcs8PrivateKeyPem(Secret, pbe));
            case "pem in two files":
                _ = _folder.File("key.pem", key.ExportECPrivateKeyPem());
                return _folder.File("client.pem", chain);
            default:
                // The key of the issuer stays where it is.
                using (var bare = X509CertificateLoader.LoadCertificate(issuer.RawData))
                {
                    var all = new X509Certificate2Collection { bare, _certificate.Leaf };
                    return _folder.File("client.pfx", all.Export(X509ContentType.Pkcs12, form == "pfx" ? null : Secret)!);
                }
        }
    }
}
