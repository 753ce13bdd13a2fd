using System.Security.Cryptography.X509Certificates;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Mail.Protection;

/// <summary>Whether a signer's certificate was revoked, by a list that a web server on loopback gives out or does not.</summary>
public sealed class SmimeRevocationTests : IDisposable
{
    private readonly RevocationListServer _server = RevocationListServer.Start();
    private readonly X509Certificate2 _authority = MailCertificates.Authority($"Revoking CA {Guid.NewGuid():N}");
    private readonly X509Certificate2 _ana;
    private readonly MailMessage _signed;

    public SmimeRevocationTests()
    {
        _ana = MailCertificates.IssueWithKey(_authority, "ana@example.com", _server);
        _signed = SmimeProtection.Sign(MessageBuilder.Build(MessageBuilderTests.Options(o => o.From = "ana@example.com")), SmimeCertificate.FromCertificate(_ana));
    }

    public void Dispose()
    {
        _server.Dispose();
        _authority.Dispose();
        _ana.Dispose();
    }

    [Theory]
    [InlineData(RevocationCheck.Off, "revoked", CertificateRevocation.NotAsked, true)]
    [InlineData(RevocationCheck.Try, "good", CertificateRevocation.NotRevoked, true)]
    [InlineData(RevocationCheck.Require, "good", CertificateRevocation.NotRevoked, true)]
    [InlineData(RevocationCheck.Try, "revoked", CertificateRevocation.Revoked, false)]
    [InlineData(RevocationCheck.Require, "revoked", CertificateRevocation.Revoked, false)]
    [InlineData(RevocationCheck.Try, "missing", CertificateRevocation.Unknown, true)]
    [InlineData(RevocationCheck.Require, "missing", CertificateRevocation.Unknown, false)]
    public void A_certificate_is_held_against_its_list_as_asked(RevocationCheck check, string list, CertificateRevocation expected, bool isTrusted)
    {
        if (list != "missing")
        {
            _server.Publish(_authority, list == "revoked" ? [_ana] : []);
        }

        var signature = Open(check, _authority);

        Assert.True(signature.IsValid);
        Assert.Equal((expected, isTrusted), (signature.Revocation!.Value, signature.IsTrusted));
        Assert.Equal(_authority.Subject, signature.Root);
        Assert.Contains(signature.Reasons, reason => reason.Contains("revoked", StringComparison.Ordinal));
        Assert.Equal(check == RevocationCheck.Off, _server.Requests == 0);
    }

    [Fact]
    public void An_unknown_signer_has_nothing_fetched()
    {
        var signature = Open(RevocationCheck.Require);

        Assert.Equal((CertificateRevocation.NotAsked, false), (signature.Revocation!.Value, signature.IsTrusted));
        Assert.Equal(0, _server.Requests);
    }

    private MailSignature Open(RevocationCheck check, params X509Certificate2[] roots) =>
        Assert.Single(new MessageUnprotector(new UnprotectOptions { TrustedRoots = roots, Revocation = check }).Open(_signed).Protection!.Signatures);
}
