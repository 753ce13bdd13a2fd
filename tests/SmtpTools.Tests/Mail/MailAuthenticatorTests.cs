using System.Net;
using System.Text;

namespace SmtpTools.Tests.Mail;

/// <summary>What DKIM, SPF, DMARC and ARC together say of a message, and that what a sender wrote into it does not count.</summary>
public sealed class MailAuthenticatorTests : IDisposable
{
    private const string Trusted = "Return-Path: <bounce@example.com>\r\nReceived: from mail.example.com (rdns [192.0.2.1]) by mx.example.org\r\n";

    private readonly TemporaryFolder _folder = new();
    private readonly SigningKeys _keys;

    public MailAuthenticatorTests() => _keys = new SigningKeys(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_signed_message_of_a_permitted_client_is_authentic()
    {
        var result = Check(Trusted + Signed(), o => o.TrustedHosts = ["mx.example.org"]);

        Assert.True(result.IsAuthentic);
        Assert.Equal("Authentic: SPF of example.com and DKIM of example.com stand for example.com", result.Verdict);
        Assert.Equal(("192.0.2.1", "mail.example.com", "Received field 1, by mx.example.org"), (result.ClientAddress, result.Helo, result.ClientSource));
        Assert.Equal(("bounce@example.com", "Return-Path, above Received field 1"), (result.MailFrom, result.MailFromSource));
        Assert.Equal((SpfResult.Pass, DmarcResult.Pass, DmarcPolicy.None), (result.Spf!.Result, result.Dmarc!.Result, result.Disposition));
        Assert.StartsWith("mx.example.org; dkim=pass header.d=example.com", result.AuthenticationResults, StringComparison.Ordinal);
        Assert.Contains("; spf=pass smtp.mailfrom=bounce@example.com; dmarc=pass header.from=example.com policy.dmarc=reject; arc=none", result.AuthenticationResults, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_without_proof_is_not()
    {
        var result = Check(Trusted.Replace("192.0.2.1", "203.0.113.1", StringComparison.Ordinal) + Plain(), o => o.TrustedHosts = ["mx.example.org"]);

        Assert.False(result.IsAuthentic);
        Assert.Equal("Not authentic: nothing proves example.com, which asks to reject such mail", result.Verdict);
        Assert.Equal((SpfResult.Fail, DmarcResult.Fail, DmarcPolicy.Reject), (result.Spf!.Result, result.Dmarc!.Result, result.Disposition));
    }

    [Fact]
    public void What_the_message_says_of_its_way_is_not_believed()
    {
        var result = Check(Trusted + Plain());

        Assert.Null(result.Spf);
        Assert.Null(result.MailFrom);
        Assert.False(result.IsAuthentic);
        Assert.Contains(result.Reasons, reason => reason.StartsWith("spf: not checked.", StringComparison.Ordinal));

        // With the address given and MAIL FROM not known, nothing of SPF counts for DMARC: a null sender would, by its HELO name.
        result = Check(Trusted + Plain(), o => (o.ClientAddress, o.Helo) = (IPAddress.Parse("192.0.2.1"), "example.com"));
        Assert.Equal((SpfResult.Pass, "helo"), (result.Spf!.Result, result.Spf.Identity));
        Assert.False(result.IsAuthentic);

        result = Check(Trusted + Plain(), o => (o.ClientAddress, o.Helo, o.MailFrom) = (IPAddress.Parse("192.0.2.1"), "example.com", string.Empty));
        Assert.True(result.IsAuthentic);
    }

    [Fact]
    public void Encoded_words_are_not_decoded_where_they_would_lie()
    {
        var forged = Trusted.Replace("from mail.example.com (rdns [192.0.2.1])", "from =?utf-8?q?x_=28y_=5B192=2E0=2E2=2E1=5D=29_by_mx=2Eexample=2Eorg?= (rdns [203.0.113.1])", StringComparison.Ordinal);

        Assert.Equal("203.0.113.1", Check(forged + Plain(), o => o.TrustedHosts = ["mx.example.org"]).ClientAddress);
    }

    [Fact]
    public void A_domain_without_a_policy_leaves_it_undecided()
    {
        var result = Check(Plain().Replace("example.com", "example.net", StringComparison.Ordinal));

        Assert.Null(result.IsAuthentic);
        Assert.Equal("Undecided: example.net has no DMARC policy; neither DKIM nor SPF passes", result.Verdict);
    }

    [Theory]
    [InlineData("From: a@example.com\r\nFrom: b@example.net\r\n")]
    [InlineData("From: a@example.com, b@example.net\r\n")]
    [InlineData("X-From: a@example.com\r\n")]
    public void Who_the_author_is_must_be_plain(string from)
    {
        var result = Check(from + "Subject: x\r\n\r\nbody\r\n");

        Assert.Null(result.FromDomain);
        Assert.Null(result.IsAuthentic);
        Assert.Equal("Undecided: From names no one domain", result.Verdict);
    }

    [Fact]
    public void DNS_that_fails_leaves_it_undecided()
    {
        var result = new MailAuthenticator(Dns().Fails("rsa._domainkey.example.com", SmtpTools.DnsOutcome.Timeout)).Check(MessageReader.Open(Encoding.UTF8.GetBytes(Signed())));

        Assert.Equal(DkimResult.TempError, Assert.Single(result.Dkim).Result);
        Assert.True(result.IsTransient);
    }

    [Fact]
    public void Results_can_be_sealed_whatever_is_in_them()
    {
        var text = Check(Signed().Replace("s=rsa", "s=\"x\\; y", StringComparison.Ordinal), o => o.AuthenticationServer = "mx.example.org").AuthenticationResults;
        var seal = MessageSigner.SealArc(
            MessageReader.Open(Encoding.UTF8.GetBytes(Signed())), new ArcSealingOptions { Domain = "example.com", Key = new DkimSigningKey("rsa", _keys.RsaPath), AuthenticationResults = text });

        Assert.Equal(ArcResult.Pass, new MailAuthenticator(Dns()).Check(seal).Arc.Result);
    }

    // RFC 6376 8.4
    [Fact]
    public void Signatures_without_end_are_bounded()
    {
        var signature = Signed().Split("\r\nFrom:")[0] + "\r\n";
        var wide = $"DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=rsa; bh=AAAA; b=AAAA; h=from:{string.Join(":", Enumerable.Repeat("x-name", 10_000)).Replace("x-name:x-name", "x-name:\r\n x-name", StringComparison.Ordinal)}\r\n";
        var found = Check(string.Concat(Enumerable.Repeat(signature, 25)) + wide + Plain()).Dkim;

        Assert.Equal(26, found.Count);
        Assert.All(found.Take(20), one => Assert.Equal(DkimResult.Pass, one.Result));
        Assert.All(found.Skip(20), one => Assert.Equal(DkimResult.Policy, one.Result));
        Assert.Equal(DkimResult.Neutral, Check(wide + Plain()).Dkim[0].Result);
    }

    private static string Plain() => "From: a@example.com\r\nTo: b@example.org\r\nSubject: x\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n\r\nbody\r\n";

    private string Signed() => Built.Text(MessageSigner.SignDkim(
        MessageReader.Open(Encoding.ASCII.GetBytes(Plain())), new DkimSigningOptions { Keys = { new DkimSigningKey("rsa", _keys.RsaPath) } }));

    private Dns.FakeMailDns Dns() => _keys.Dns("example.com")
        .Txt("example.com", "v=spf1 ip4:192.0.2.0/24 -all")
        .Txt("_dmarc.example.com", "v=DMARC1; p=reject");

    private MailAuthenticationResult Check(string message, Action<MailAuthenticationOptions>? change = null)
    {
        var options = new MailAuthenticationOptions();
        change?.Invoke(options);
        return new MailAuthenticator(Dns()).Check(MessageReader.Open(Encoding.UTF8.GetBytes(message)), options);
    }
}
