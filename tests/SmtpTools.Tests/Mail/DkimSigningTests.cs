using System.Text;

namespace SmtpTools.Tests.Mail;

/// <summary>DKIM signatures made here, checked here; others check them in PythonDkimTests and in the interop tests.</summary>
public sealed class DkimSigningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKeys _keys;

    public DkimSigningTests() => _keys = new SigningKeys(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Both_kinds_of_key_sign_and_verify()
    {
        var signed = Sign(Message(), ("rsa", _keys.RsaPath), ("ed", _keys.Ed25519Path));

        Built.AssertClean(signed);
        var result = Check(signed);
        Assert.Equal([(DkimResult.Pass, "ed25519-sha256", 256), (DkimResult.Pass, "rsa-sha256", 2048)], result.Dkim.Select(d => (d.Result, d.Algorithm!, d.KeyBits!.Value)));
        Assert.All(result.Dkim, signature => Assert.Equal(("example.com", "relaxed/relaxed"), (signature.Domain, signature.Canonicalization)));
        Assert.Equal(2, signed.Headers.Count(header => header.Name == "DKIM-Signature"));
        Assert.Equal(signed.Headers.Select(header => header.Name), Built.Reopen(signed).Headers.Select(header => header.Name));
    }

    [Fact]
    public void Keys_come_in_other_forms_too()
    {
        Assert.Equal(DkimResult.Pass, Assert.Single(Check(Sign(Message(), ("rsa", _keys.Pkcs1Path))).Dkim).Result);
        Assert.Equal(DkimResult.Pass, Assert.Single(Check(Sign(Message(), ("ed", _keys.SeedPath))).Dkim).Result);
    }

    [Theory]
    [InlineData("From")]
    [InlineData("To")]
    [InlineData("Cc")]
    [InlineData("Subject")]
    [InlineData("Reply-To")]
    [InlineData("Date")]
    [InlineData("Content-Type")]
    [InlineData("List-Unsubscribe-Post")]
    public void No_field_can_be_added(string name)
    {
        var signed = Sign(Message(), ("rsa", _keys.RsaPath));
        var forged = MessageReader.Open([.. Encoding.ASCII.GetBytes($"{name}: evil@example.net\r\n"), .. signed.ToOctets()]);

        Assert.Equal(DkimResult.Fail, Assert.Single(Check(forged).Dkim).Result);
    }

    [Fact]
    public void A_changed_body_and_a_changed_field_are_told_apart()
    {
        var text = Built.Text(Sign(Message(), ("rsa", _keys.RsaPath)));

        Assert.Contains("body", Reason(text.Replace("line two", "line 2", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("header fields", Reason(text.Replace("Subject: s", "Subject: t", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("It fits.", Reason(text.Replace("Subject: s", "Subject:   s \r\n ", StringComparison.Ordinal)));
        Assert.Equal("It fits.", Reason(text + "\r\n\r\n"));
        Assert.Equal("It fits.", Reason(text.Replace("\r\n", "\n", StringComparison.Ordinal)));

        string Reason(string message) => Assert.Single(Check(MessageReader.Open(Encoding.UTF8.GetBytes(message))).Dkim).Reason;
    }

    [Fact]
    public void A_file_in_eight_bit_is_made_seven_bit_before_it_is_signed()
    {
        var path = _folder.File("m.eml", "From: a@example.com\r\nTo: b@example.com\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\u00FC\u00DFe\r\n");
        var signed = Sign(MessageReader.Open(path), ("rsa", _keys.RsaPath));

        Assert.Equal(BodyEncoding.SevenBit, signed.Encoding);
        Assert.Equal(DkimResult.Pass, Assert.Single(Check(signed).Dkim).Result);
        Assert.Equal("Gr\u00FC\u00DFe", Built.Parse(signed).TextBody!.Trim());
    }

    [Fact]
    public void Large_attachments_stay_on_disk()
    {
        var file = _folder.File("big.bin", new byte[3_000_000]);
        var signed = Sign(Message(o => o.Attachments.Add(MailAttachment.FromFile(file))), ("rsa", _keys.RsaPath));

        Assert.Equal(signed.Size, signed.ToOctets().Length);
        Assert.Equal(DkimResult.Pass, Assert.Single(Check(signed).Dkim).Result);
        Assert.Equal("big.bin", Assert.Single(signed.Attachments).Name);
        System.IO.File.AppendAllText(file, "x");
        Assert.Throws<MailMessageException>(() => signed.GetContent().Size);
    }

    [Theory]
    [InlineData("a.b\r\nX: y")]
    [InlineData("d=x; l=0")]
    [InlineData("")]
    public void No_tag_comes_in_by_a_name(string name)
    {
        Assert.Throws<ArgumentException>(() => MessageSigner.SignDkim(Message(), new DkimSigningOptions { Domain = name, Keys = { new DkimSigningKey("rsa", _keys.RsaPath) } }));
        Assert.Throws<ArgumentException>(() => Sign(Message(), (name, _keys.RsaPath)));
    }

    [Theory]
    [InlineData("no key at all")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n")]
    [InlineData("AAAA")]
    public void What_is_no_private_key_is_refused(string text) =>
        Assert.Contains("bad.pem", Assert.Throws<MailProtectionException>(() => Sign(Message(), ("rsa", _folder.File("bad.pem", text)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_short_RSA_key_is_refused()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(512);
        Assert.Contains("512 bits", Assert.Throws<MailProtectionException>(() => Sign(Message(), ("rsa", _folder.File("short.pem", rsa.ExportPkcs8PrivateKeyPem())))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_can_expire()
    {
        var signed = MessageSigner.SignDkim(Message(), new DkimSigningOptions { ExpiresAfter = TimeSpan.FromDays(7), Keys = { new DkimSigningKey("rsa", _keys.RsaPath) } });

        Assert.Equal(DkimResult.Pass, Assert.Single(Check(signed).Dkim).Result);
        var later = new MailAuthenticator(_keys.Dns("example.com"), new LaterClock()).Check(signed);
        Assert.Equal(DkimResult.Policy, Assert.Single(later.Dkim).Result);
    }

    [Fact]
    public void Seals_make_a_chain()
    {
        var dns = _keys.Dns("example.com").Txt("rsa._domainkey.list.example", _keys.RsaRecord).Txt("ed._domainkey.hop.example", _keys.Ed25519Record);
        var first = MessageSigner.SealArc(Sign(Message(), ("rsa", _keys.RsaPath)), Seal("list.example", "rsa", _keys.RsaPath, "mx.list.example; dkim=pass header.d=example.com; arc=none"));
        var second = MessageSigner.SealArc(first, Seal("hop.example", "ed", _keys.Ed25519Path, new MailAuthenticator(dns).Check(first).AuthenticationResults));

        var result = new MailAuthenticator(dns).Check(second);
        Assert.Equal(ArcResult.Pass, result.Arc.Result);
        Assert.Equal(["list.example", "hop.example"], result.Arc.Sets.Select(set => set.Domain));
        Assert.Equal(["none", "pass"], result.Arc.Sets.Select(set => set.ChainValidation));
        Assert.Contains("dkim=pass", result.Arc.Sets[0].AuthenticationResults, StringComparison.Ordinal);
        Assert.Equal(DkimResult.Pass, Assert.Single(result.Dkim).Result);

        var changed = MessageReader.Open(Encoding.UTF8.GetBytes(Built.Text(second).Replace("line two", "other", StringComparison.Ordinal)));
        Assert.Equal(ArcResult.Fail, new MailAuthenticator(dns).Check(changed).Arc.Result);

        // Nobody can say of a signature whose key is not to be had that it does not fit.
        var keyless = new MailAuthenticator(new Dns.FakeMailDns()).Check(second).Arc;
        Assert.Equal((ArcResult.Fail, false), (keyless.Result, keyless.IsTransient));
        Assert.All(keyless.Reasons, reason => Assert.StartsWith("There is no key at ", reason, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => MessageSigner.SealArc(first, Seal("hop.example", "ed", _keys.Ed25519Path, "x\r\nBcc: y")));
    }

    private static ArcSealingOptions Seal(string domain, string selector, string key, string results) =>
        new() { Domain = domain, Key = new DkimSigningKey(selector, key), AuthenticationResults = results };

    private static MailMessage Message(Action<MailMessageOptions>? change = null) => MessageBuilder.Build(MessageBuilderTests.Options(o =>
    {
        o.From = "Ana <ana@example.com>";
        o.Subject = "s";
        o.Body = "line one\r\nline two  \r\n\r\n";
        o.UnsubscribeUris = ["https://example.com/u"];
        o.OneClickUnsubscribe = true;
        change?.Invoke(o);
    }));

    private static MailMessage Sign(MailMessage message, params (string Selector, string Path)[] keys) =>
        MessageSigner.SignDkim(message, new DkimSigningOptions { Keys = [.. keys.Select(key => new DkimSigningKey(key.Selector, key.Path))] });

    private MailAuthenticationResult Check(MailMessage message) => new MailAuthenticator(_keys.Dns("example.com")).Check(message);

    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(8);
    }
}
