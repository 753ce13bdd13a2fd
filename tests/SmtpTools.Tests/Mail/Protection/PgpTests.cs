using System.Collections.Concurrent;
using System.Text;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace SmtpTools.Tests.Mail.Protection;

/// <summary>OpenPGP: keys from files, and what is signed and encrypted with them.</summary>
public sealed class PgpTests : IDisposable
{
    // A key of each name, made once: that takes most of the time of a test.
    private static readonly ConcurrentDictionary<string, AsymmetricCipherKeyPair> s_keys = new(StringComparer.Ordinal);

    private readonly TemporaryFolder _folder = new();
    private readonly string _secret;
    private readonly string _public;

    public PgpTests() => (_secret, _public) = Write("ana", "Ana <ana@example.com>", DateTime.UtcNow.AddDays(-10), null);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_tells_whose_it_is()
    {
        var key = Assert.Single(PgpKey.FromFile(_secret, TestSecret.Of("s\u00E9cret")));

        Assert.Equal(["Ana <ana@example.com>"], key.UserIds);
        Assert.Equal(["ana@example.com"], key.Addresses);
        Assert.True(key.HasPrivateKey);
        Assert.Matches("^[0-9A-F]{40}$", key.Fingerprint);
        var half = Assert.Single(PgpKey.FromFile(_public));
        Assert.False(half.HasPrivateKey);
        Assert.Equal(key.Fingerprint, half.Fingerprint);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public void A_wrong_passphrase_is_told_and_not_shown(string? passphrase)
    {
        var error = Assert.Throws<MailProtectionException>(() => PgpKey.FromFile(_secret, passphrase is null ? null : TestSecret.Of(passphrase)));

        Assert.Equal(MailProtectionFault.WrongPassword, error.Fault);
        Assert.DoesNotContain("cret", error.Message.Replace(_secret, string.Empty, StringComparison.Ordinal).Replace("secret.asc", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n")]
    public void What_is_no_key_is_told(string text) =>
        Assert.Equal(MailProtectionFault.KeyUnusable, Assert.Throws<MailProtectionException>(() => PgpKey.FromFile(_folder.File("none.asc", text))).Fault);

    [Fact]
    public void A_missing_file_is_told() =>
        Assert.Contains("gone.asc", Assert.Throws<MailProtectionException>(() => PgpKey.FromFile(_folder["gone.asc"])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_signature_fits_and_is_the_authors()
    {
        var signed = PgpProtection.Sign(Message(), Own());
        var signature = Assert.Single(Open(signed, _public).Protection!.Signatures);

        Assert.True(signature is { IsValid: true, IsTrusted: true, IsFromSigner: true, Revocation: null }, string.Join(" ", signature.Reasons));
        Assert.Equal("Ana <ana@example.com>", signature.Signer);
        Assert.DoesNotContain("\r\nFrom here", Built.Text(signed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_message_does_not_fit()
    {
        var text = Built.Text(PgpProtection.Sign(Message("Nothing else"), Own())).Replace("else", "more", StringComparison.Ordinal);

        Assert.False(Open(MessageReader.Open(Encoding.ASCII.GetBytes(text)), _public).Protection!.IsValid);
    }

    [Fact]
    public void What_is_encrypted_is_decrypted_with_the_private_half_alone()
    {
        var locked = Assert.Single(PgpProtection.Encrypt(Message(), [.. PgpKey.FromFile(_public)]));

        Assert.DoesNotContain("Hello", Built.Text(locked), StringComparison.Ordinal);
        Assert.Equal(MailProtectionFault.NoKeyForMessage, Assert.Throws<MailProtectionException>(() => Open(locked, _public)).Fault);
        var open = new MessageUnprotector(new UnprotectOptions { PgpKeys = [Own()] }).Open(locked);
        Assert.StartsWith("Hello", open.TextBody, StringComparison.Ordinal);
        Assert.True(Assert.Single(open.Protection!.Encryptions).HasIntegrity);
    }

    [Fact]
    public void An_expired_key_signs_and_encrypts_no_more()
    {
        var (secret, half) = Write("old", "Ana <ana@example.com>", DateTime.UtcNow.AddDays(-10), TimeSpan.FromDays(5));

        Assert.Equal(MailProtectionFault.KeyNotCurrent, Assert.Throws<MailProtectionException>(() => PgpProtection.Sign(Message(), PgpKey.FromFile(secret, TestSecret.Of("s\u00E9cret"))[0])).Fault);
        Assert.Equal(MailProtectionFault.KeyNotCurrent, Assert.Throws<MailProtectionException>(() => PgpProtection.Encrypt(Message(), [.. PgpKey.FromFile(half)])).Fault);
    }

    [Fact]
    public void A_public_half_signs_nothing() =>
        Assert.Equal(MailProtectionFault.NoPrivateKey, Assert.Throws<MailProtectionException>(() => PgpProtection.Sign(Message(), PgpKey.FromFile(_public)[0])).Fault);

    private static MailMessage Message(string body = "Hello\nFrom here ") =>
        MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.From = "ana@example.com";
            o.To = ["ana@example.com"];
            o.Body = body;
        }));

    private static MailMessage Open(MailMessage message, string keyFile) => new MessageUnprotector(new UnprotectOptions { PgpKeys = [.. PgpKey.FromFile(keyFile)] }).Open(message);

    private PgpKey Own() => PgpKey.FromFile(_secret, TestSecret.Of("s\u00E9cret"))[0];

    // One RSA key for both, as old ones are.
    private (string Secret, string Public) Write(string name, string userId, DateTime made, TimeSpan? life)
    {
        var pair = new PgpKeyPair(PublicKeyAlgorithmTag.RsaGeneral, s_keys.GetOrAdd(name, static _ => NewKey()), made);
        var packets = new PgpSignatureSubpacketGenerator();
        if (life is { } lasting)
        {
            packets.SetKeyExpirationTime(false, (long)lasting.TotalSeconds);
        }

        var ring = new PgpKeyRingGenerator(
            PgpSignature.PositiveCertification, pair, userId, SymmetricKeyAlgorithmTag.Aes256, Encoding.UTF8.GetBytes("s\u00E9cret"), true, packets.Generate(), null, new SecureRandom());
        return (File($"{name}-secret.asc", ring.GenerateSecretKeyRing().Encode), File($"{name}.asc", ring.GeneratePublicKeyRing().Encode));
    }

    private static AsymmetricCipherKeyPair NewKey()
    {
        var generator = new RsaKeyPairGenerator();
        generator.Init(new RsaKeyGenerationParameters(Org.BouncyCastle.Math.BigInteger.ValueOf(65537), new SecureRandom(), 2048, 12));
        return generator.GenerateKeyPair();
    }

    private string File(string name, Action<Stream> write)
    {
        using var octets = new MemoryStream();
        using (var armor = new ArmoredOutputStream(octets))
        {
            write(armor);
        }

        return _folder.File(name, octets.ToArray());
    }
}
