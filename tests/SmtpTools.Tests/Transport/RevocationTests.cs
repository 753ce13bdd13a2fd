using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session;
using SmtpTools.Tests.Session.Hostile;

namespace SmtpTools.Tests.Transport;

/// <summary>Revocation by a list that a web server on loopback gives out, or does not.</summary>
public sealed class RevocationTests : IDisposable
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    private readonly RevocationListServer _server = RevocationListServer.Start();
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _leaf;

    public RevocationTests()
    {
        var now = DateTimeOffset.UtcNow;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest($"CN=Revoking root {Guid.NewGuid():N}", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        _root = root.CreateSelfSigned(now - s_day, now + (30 * s_day));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        request.CertificateExtensions.Add(_server.DistributionPoint);
        using var bare = request.Create(_root, now - s_day, now + (20 * s_day), [1, 2, 3, 4]);
        _leaf = X509CertificateLoader.LoadPkcs12(bare.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }

    [Theory]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    [InlineData(RevocationCheck.Off, "revoked", CertificateFaults.None)]
    [InlineData(RevocationCheck.Try, "good", CertificateFaults.None)]
    [InlineData(RevocationCheck.Require, "good", CertificateFaults.None)]
    [InlineData(RevocationCheck.Try, "revoked", CertificateFaults.Revoked)]
    [InlineData(RevocationCheck.Require, "revoked", CertificateFaults.Revoked)]
    [InlineData(RevocationCheck.Try, "missing", CertificateFaults.None)]
    [InlineData(RevocationCheck.Require, "missing", CertificateFaults.RevocationUnknown)]
    public void A_certificate_is_held_against_its_list_as_asked(RevocationCheck check, string list, CertificateFaults expected)
    {
        if (list != "missing")
        {
            _server.Publish(_root, list == "revoked" ? [_leaf] : []);
        }

        using var certificate = new TestCertificate(_leaf, []);
        using var server = ScriptedServer.Start(script =>
        {
            _ = script.Hello("STARTTLS").Answer("STARTTLS", "220 Go");
            _ = expected == CertificateFaults.None ? script.StartTls(certificate).Ehlo().Quit() : script.ExpectTlsRefusal(certificate);
        });
        var options = SessionFixture.Options(server, TlsMode.StartTls, TimeSpan.FromSeconds(20));
        options.Tls.ExtraRoots.Add(_root);
        options.Tls.Revocation = check;
        using var session = new SmtpSession(options);

        var error = Record.Exception(() => session.Open());
        _ = session.Quit();

        server.Verify();
        Assert.Equal(expected, error is SmtpTlsException refused ? refused.Faults : session.Tls?.Faults);
        Assert.Equal(expected == CertificateFaults.None, error is null);
        Assert.Equal(check == RevocationCheck.Off, _server.Requests == 0);
    }

    public void Dispose()
    {
        _server.Dispose();
        _leaf.Dispose();
        _root.Dispose();
    }
}
