using System.Security.Cryptography;

namespace SmtpTools.Tests.Dkim;

public sealed class DkimKeyRecordParserTests
{
    /// <summary>RFC 8463 A.2.</summary>
    private const string Brisbane = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    /// <summary>RFC 8463 A.2, the RSA key beside it.</summary>
    private const string Test = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";

    [Theory]
    [InlineData(Brisbane, "ed25519", 256)]
    [InlineData(Test, "rsa", 1024)]
    public void The_examples_are_read(string text, string type, int bits)
    {
        var record = DkimKeyRecordParser.Parse(text);

        Assert.True(record.IsValid, string.Join(" ", record.Errors));
        Assert.Equal((type, bits, false, true), (record.KeyType, record.KeyBits!.Value, record.IsRevoked, record.IsForEmail));
    }

    [Theory]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(3072)]
    public void The_length_of_an_RSA_key_is_told_in_both_encodings(int bits)
    {
        using var rsa = RSA.Create(bits);

        Assert.Equal(bits, DkimKeyRecordParser.Parse($"p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}").KeyBits);
        Assert.Equal(bits, DkimKeyRecordParser.Parse($"p={Convert.ToBase64String(rsa.ExportRSAPublicKey())}").KeyBits);
    }

    [Fact]
    public void Tags_are_read_with_white_space_and_lists()
    {
        var record = DkimKeyRecordParser.Parse(" v = DKIM1 ;\th=sha256 : sha1; k=ed25519; n=for tests; p=11qYAYKxCrfVS/7T yWQHOg7hcvPapiMlrwIaaPcHURo=; s=email:*; t= y : s; x=new;");

        Assert.True(record.IsValid, string.Join(" ", record.Errors));
        Assert.Equal(["sha256", "sha1"], record.HashAlgorithms);
        Assert.Equal(["email", "*"], record.ServiceTypes);
        Assert.Equal("for tests", record.Notes);
        Assert.True(record.IsTesting);
        Assert.True(record.IsStrict);
        Assert.Equal("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", record.PublicKey);
    }

    [Theory]
    [InlineData("v=DKIM1; p=")]
    [InlineData("v=DKIM1; p= ;")]
    public void An_empty_key_is_a_revoked_one(string text)
    {
        var record = DkimKeyRecordParser.Parse(text);

        Assert.Equal((true, true, null), (record.IsValid, record.IsRevoked, record.KeyBits));
    }

    [Theory]
    [InlineData("v=DKIM1.0; p=")]
    [InlineData("v=dkim1; p=")]
    [InlineData("p=; v=DKIM1")]
    [InlineData("v=DKIM1; k=rsa")]
    [InlineData("v=DKIM1; p=AAA")]
    [InlineData("v=DKIM1; p=AAAA")]
    [InlineData("v=DKIM1; p=$$$$")]
    [InlineData("v=DKIM1; k=ed25519; p=AAAA")]
    [InlineData("v=DKIM1; p=; p=")]
    [InlineData("v=DKIM1 p=")]
    [InlineData("v=DKIM1;; p=")]
    [InlineData("v=DKIM1; p; k=rsa")]
    public void What_is_wrong_is_told(string text)
    {
        var record = DkimKeyRecordParser.Parse(text);

        Assert.False(record.IsValid);
        Assert.Contains("RFC", record.Errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=DKIM1; p=", true)]
    [InlineData("p=AAAA", true)]
    [InlineData("k=rsa; p=AAAA", true)]
    [InlineData("v=spf1 -all", false)]
    [InlineData("v=DMARC1; p=none", false)]
    [InlineData("google-site-verification=x", false)]
    [InlineData("", false)]
    public void A_key_is_told_from_other_records(string text, bool isKey) => Assert.Equal(isKey, DkimKeyRecordParser.IsCandidate(text));

    [Fact]
    public void Lists_and_keys_without_end_are_bounded()
    {
        var record = DkimKeyRecordParser.Parse($"h={string.Join(':', Enumerable.Range(0, 10_000))}; p={new string('A', 64_000)}; {string.Concat(Enumerable.Range(0, 5000).Select(n => $"x{n}=1;"))}");

        Assert.Equal(DkimKeyRecordParser.MaxListLength, record.HashAlgorithms.Count);
        Assert.InRange(record.Tags.Count, 1, 100);
        Assert.False(record.IsValid);
    }

    /// <summary>Nobody verifies with it, and nothing is computed with it here (RFC 6376 3.3.3).</summary>
    [Fact]
    public void A_key_of_16384_bits_is_measured_and_no_more()
    {
        var modulus = new byte[16384 / 8];
        modulus.AsSpan().Fill(0xFF);
        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] });

        Assert.Equal(16384, DkimKeyRecordParser.Parse($"p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}").KeyBits);
    }

    [Fact]
    public void Any_text_is_read()
    {
        var random = new Random(6376);
        const string Alphabet = " ;=:vpkthsDKIM1rsaAQ==\t\r\n\u0000\u00E9";
        for (var i = 0; i < 20_000; i++)
        {
            _ = DkimKeyRecordParser.Parse(new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]));
        }
    }
}
