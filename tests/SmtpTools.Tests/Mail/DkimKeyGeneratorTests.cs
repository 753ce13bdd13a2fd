using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;

namespace SmtpTools.Tests.Mail;

public sealed class DkimKeyGeneratorTests
{
    /// <summary>What is written signs, and what is published verifies: both read by somebody else's DKIM.</summary>
    [Theory]
    [InlineData(DkimKeyType.Rsa, DkimSignatureAlgorithm.RsaSha256)]
    [InlineData(DkimKeyType.Ed25519, DkimSignatureAlgorithm.Ed25519Sha256)]
    public void A_new_key_signs_and_verifies(DkimKeyType type, DkimSignatureAlgorithm algorithm)
    {
        using var folder = new TemporaryFolder();
        var key = DkimKeyGenerator.Create(DomainName.Parse("example.com"), "s1", type, 2048, folder["s1.pem"]);
        var message = new MimeMessage([MailboxAddress.Parse("a@example.com")], [MailboxAddress.Parse("b@example.com")], "Subject", new TextPart { Text = "Body" });
        new DkimSigner(key.Path, "example.com", "s1", algorithm).Sign(message, [HeaderId.From, HeaderId.Subject]);

        Assert.True(new DkimVerifier(new Locator(key.Record)).Verify(message, message.Headers[message.Headers.IndexOf(HeaderId.DkimSignature)]));
        Assert.Equal(key.Record.Value, string.Concat(key.Record.Strings));
    }

    [Fact]
    public void Each_key_is_a_new_one()
    {
        using var folder = new TemporaryFolder();
        var keys = Enumerable.Range(0, 3).Select(n => DkimKeyGenerator.Create(DomainName.Parse("example.com"), "s1", DkimKeyType.Ed25519, 2048, folder[$"{n}.pem"]).Record.Value);

        Assert.Equal(3, keys.Distinct().Count());
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2047)]
    [InlineData(8192)]
    public void A_length_that_receivers_do_not_take_is_refused(int bits)
    {
        using var folder = new TemporaryFolder();
        var path = folder["s1.pem"];

        _ = Assert.Throws<ArgumentOutOfRangeException>(() => DkimKeyGenerator.Create(DomainName.Parse("example.com"), "s1", DkimKeyType.Rsa, bits, path));
        Assert.False(File.Exists(path));
    }

    private sealed class Locator(DkimDnsRecord record) : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default)
        {
            Assert.Equal(record.Name, $"{selector}._domainkey.{domain}");
            return GetPublicKey(record.Value);
        }

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
