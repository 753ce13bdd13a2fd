using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpTools.Tests.Mail.Protection;

/// <summary>S/MIME: what is signed and encrypted with keys of any place is opened, and judged as it is worth.</summary>
public sealed class SmimeTests : IClassFixture<MailIdentity>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority;
    private readonly RSA _key;
    private readonly TokenRsa _token;
    private readonly X509Certificate2 _bare;

    public SmimeTests(MailIdentity ana)
    {
        (_authority, _key, _bare) = (ana.Authority, ana.Key, ana.Certificate);
        _token = new TokenRsa(_key);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _token.Dispose();
    }

    [Theory]
    [InlineData("file", false)]
    [InlineData("file", true)]
    [InlineData("object", false)]
    [InlineData("token", false)]
    [InlineData("token", true)]
    public void A_signature_fits_and_leads_to_its_root(string place, bool isOpaque)
    {
        var signed = SmimeProtection.Sign(Message(), Own(place), isOpaque);
        var open = Open(signed);

        var signature = Assert.Single(open.Protection!.Signatures);
        Assert.True(signature is { IsValid: true, IsTrusted: true, IsFromSigner: true }, string.Join(" ", signature.Reasons));
        Assert.Equal("CN=Test CA", signature.Root);
        Assert.Equal(CertificateRevocation.NotAsked, signature.Revocation);
        Assert.NotNull(signature.SignedAt);
        Assert.Equal("Hello  \u20AC\nFrom here ", open.TextBody!.ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.Equal(place == "token", _token.Uses > 0);
        Assert.Equal(isOpaque ? ["application/pkcs7-mime"] : ["multipart/signed", "text/plain", "application/pkcs7-signature"], signed.Parts.Select(part => part.ContentType));
    }

    // RFC 8551 3.1.2, 3.1.3: no octet above 127, no white space at the end of a line, no line that begins with "From ".
    [Theory]
    [InlineData("file")]
    [InlineData("token")]
    public void What_is_signed_survives_transport(string place)
    {
        var text = Encoding.Latin1.GetString(SmimeProtection.Sign(Message(), Own(place)).ToOctets());
        var part = text.Split("\r\n--", StringSplitOptions.None)[1];

        Assert.DoesNotContain(part, character => character > 127);
        Assert.DoesNotMatch("[ \t]\r\n", part[part.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]);
        Assert.DoesNotContain("\r\nFrom ", part, StringComparison.Ordinal);
        Assert.Matches("micalg=\"?sha-?256", text);
    }

    // What relays wrap base64 to anew (RFC 2045 6.8); within an opaque signature it does no harm.
    [Theory]
    [InlineData("file")]
    [InlineData("token")]
    public void Base64_has_lines_of_76(string place)
    {
        var text = Built.Text(SmimeProtection.Sign(Message(new string('x', 5000)), Own(place), isOpaque: true));

        Assert.All(text[text.IndexOf("\r\n\r\n", StringComparison.Ordinal)..].Split("\r\n"), line => Assert.InRange(line.Length, 0, 76));
        Assert.Contains("smime-type=signed-data", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("token")]
    public void A_changed_message_does_not_fit(string place)
    {
        var text = Encoding.ASCII.GetString(SmimeProtection.Sign(Message("Nothing else"), Own(place)).ToOctets());
        var signature = Assert.Single(Open(MessageReader.Open(Encoding.ASCII.GetBytes(text.Replace("else", "more", StringComparison.Ordinal)))).Protection!.Signatures);

        Assert.False(signature.IsValid);
        Assert.False(signature.IsTrusted);
        Assert.Contains("changed", signature.Reasons[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("object")]
    [InlineData("token")]
    public void What_is_encrypted_is_decrypted(string place)
    {
        var locked = Assert.Single(SmimeProtection.Encrypt(Message(), [SmimeCertificate.FromCertificate(_bare)]));
        var open = Open(locked, Own(place));

        Assert.DoesNotContain("Hello", Built.Text(locked), StringComparison.Ordinal);
        Assert.StartsWith("Hello  \u20AC", open.TextBody, StringComparison.Ordinal);
        Assert.Equal("AES-256-CBC", Assert.Single(open.Protection!.Encryptions).Algorithm);
        Assert.Equal(place == "token", _token.Uses > 0);
    }

    [Fact]
    public void A_token_that_refuses_is_an_error_that_says_so()
    {
        using var gone = new TokenRsa(RSA.Create(512 * 4));
        var own = SmimeCertificate.FromCertificate(_bare, gone);
        var locked = Assert.Single(SmimeProtection.Encrypt(Message(), [own]));

        Assert.Equal(MailProtectionFault.KeyUnusable, Assert.Throws<MailProtectionException>(() => Open(locked, own)).Fault);
    }

    [Fact]
    public void Layers_are_opened_one_by_one()
    {
        var twice = SmimeProtection.Sign(SmimeProtection.Sign(Message(), Own("file")), Own("token"), isOpaque: true);
        var locked = Assert.Single(SmimeProtection.Encrypt(twice, [Own("file")]));
        var open = Open(locked, Own("file"));

        Assert.Equal(2, open.Protection!.Signatures.Length);
        Assert.Equal("encrypted, signed by the author", open.Protection.ToString());
    }

    [Fact]
    public void More_layers_than_anybody_makes_are_refused()
    {
        var message = Message();
        for (var layer = 0; layer < 9; layer++)
        {
            message = SmimeProtection.Sign(message, Own("file"));
        }

        Assert.Equal(MailProtectionFault.MessageUnfit, Assert.Throws<MailProtectionException>(() => Open(message)).Fault);
    }

    [Fact]
    public void What_is_not_protected_comes_out_as_it_was()
    {
        var message = Message();
        var open = Open(message);

        Assert.Equal("not signed", open.Protection!.ToString());
        Assert.Equal(message.ToOctets(), open.ToOctets());
    }

    [Theory]
    [InlineData("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "AAAA")]
    [InlineData("application/pkcs7-mime; name=smime.p7m", "")]
    [InlineData("application/octet-stream; name=smime.p7m", "MIIBAAYJKoZIhvcNAQcD")]
    public void What_is_damaged_is_told(string type, string content)
    {
        var message = MessageReader.Open(Encoding.ASCII.GetBytes($"From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: {type}\r\nContent-Transfer-Encoding: base64\r\n\r\n{content}\r\n"));

        Assert.Equal(MailProtectionFault.Damaged, Assert.Throws<MailProtectionException>(() => Open(message)).Fault);
    }

    [Theory]
    [InlineData("MIIBAAYJKoZIhvcNAQcC")]
    [InlineData("")]
    [InlineData("!!!!")]
    public void A_damaged_signature_beside_a_text_leaves_the_text(string content)
    {
        var message = MessageReader.Open(Encoding.ASCII.GetBytes(
            "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b\r\n\r\n"
            + $"--b\r\n\r\nText\r\n--b\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n{content}\r\n--b--\r\n"));
        var open = Open(message);

        Assert.Equal("Text", open.TextBody!.Trim());
        Assert.False(Assert.Single(open.Protection!.Signatures).IsValid);
    }

    [Fact]
    public void A_signature_of_somebody_else_is_not_the_authors()
    {
        var signed = SmimeProtection.Sign(Message(from: "bo@example.com"), Own("file"));

        Assert.Contains("ana@example.com", Assert.Single(signed.Warnings), StringComparison.Ordinal);
        var protection = Open(signed).Protection!;
        Assert.True(protection.IsValid);
        Assert.False(protection.IsTrusted);
        Assert.False(protection.Signatures[0].IsFromSigner);
    }

    [Fact]
    public void Without_the_root_nobody_is_trusted()
    {
        var signature = new MessageUnprotector(new UnprotectOptions()).Open(SmimeProtection.Sign(Message(), Own("file"))).Protection!.Signatures[0];

        Assert.True(signature.IsValid);
        Assert.False(signature.IsTrusted);
        Assert.Null(signature.Root);
    }

    [Theory]
    [InlineData(-20, -1, null, null, MailProtectionFault.KeyNotCurrent)]
    [InlineData(1, 20, null, null, MailProtectionFault.KeyNotCurrent)]
    [InlineData(-1, 1, X509KeyUsageFlags.CrlSign, null, MailProtectionFault.WrongPurpose)]
    [InlineData(-1, 1, null, "1.3.6.1.5.5.7.3.1", MailProtectionFault.WrongPurpose)]
    public void A_certificate_that_is_not_for_it_is_refused(int from, int until, X509KeyUsageFlags? usage, string? purpose, MailProtectionFault fault)
    {
        using var other = MailCertificates.Issue(_authority, _key, "ana@example.com", null, TimeSpan.FromDays(from), TimeSpan.FromDays(until), usage, purpose);
        var own = SmimeCertificate.FromCertificate(other, _token);

        Assert.Equal(fault, Assert.Throws<MailProtectionException>(() => SmimeProtection.Sign(Message(), own)).Fault);
        Assert.Equal(fault, Assert.Throws<MailProtectionException>(() => SmimeProtection.Encrypt(Message(), [own])).Fault);
        Assert.Equal(0, _token.Uses);
    }

    [Fact]
    public void A_certificate_without_key_signs_nothing_and_opens_nothing()
    {
        var other = SmimeCertificate.FromCertificate(_bare);
        var locked = Assert.Single(SmimeProtection.Encrypt(Message(), [other]));

        Assert.False(other.HasPrivateKey);
        Assert.Equal(MailProtectionFault.NoPrivateKey, Assert.Throws<MailProtectionException>(() => SmimeProtection.Sign(Message(), other)).Fault);
        Assert.Equal(MailProtectionFault.NoKeyForMessage, Assert.Throws<MailProtectionException>(() => Open(locked, other)).Fault);
    }

    [Fact]
    public void A_hidden_recipient_gets_a_copy_that_names_him_alone()
    {
        using var key = RSA.Create(2048);
        using var bo = MailCertificates.Issue(_authority, key, "bo@example.com");
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.To = ["Ana <ANA@example.com>"];
            o.Bcc = ["bo@example.com", "cy@example.com"];
        }));

        var copies = SmimeProtection.Encrypt(message, [SmimeCertificate.FromCertificate(_bare), SmimeCertificate.FromCertificate(bo)]);

        Assert.Equal(2, copies.Count);
        Assert.Equal(["cy@example.com"], copies[0].EnvelopeTo.Except(["ANA@example.com", "ana@example.com"]));
        Assert.Contains("cy@example.com", Assert.Single(copies[0].Warnings), StringComparison.Ordinal);
        Assert.Equal(["bo@example.com"], copies[1].EnvelopeTo);
        var locked = Assert.Throws<MailProtectionException>(() => Open(copies[1], Own("file"))).Message;
        Assert.Contains(bo.SerialNumber.TrimStart('0'), locked, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_bare.SerialNumber, locked, StringComparison.OrdinalIgnoreCase);
    }

    private static MailMessage Message(string body = "Hello  \u20AC\nFrom here ", string from = "ana@example.com") =>
        MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.From = from;
            o.Body = body;
        }));

    private SmimeCertificate Own(string place)
    {
        if (place == "token")
        {
            return SmimeCertificate.FromCertificate(_bare, _token);
        }

        using var whole = _bare.CopyWithPrivateKey(_key);
        return place == "object" ? SmimeCertificate.FromCertificate(whole) : SmimeCertificate.FromFile(_folder.File("ana.pfx", whole.Export(X509ContentType.Pfx)));
    }

    private MailMessage Open(MailMessage message, params SmimeCertificate[] own) =>
        new MessageUnprotector(new UnprotectOptions { Certificates = own, TrustedRoots = [_authority] }).Open(message);
}
