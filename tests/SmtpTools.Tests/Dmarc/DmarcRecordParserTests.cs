namespace SmtpTools.Tests.Dmarc;

public sealed class DmarcRecordParserTests
{
    [Theory]
    [InlineData("v=DMARC1", true)]
    [InlineData("v=DMARC1;", true)]
    [InlineData("v = DMARC1 ; p=none", true)]
    [InlineData("v=dmarc1; p=none", false)]
    [InlineData("V=DMARC1; p=none", false)]
    [InlineData("v=DMARC1x; p=none", false)]
    [InlineData("v=DMARC1 p=none", false)]
    [InlineData("p=none; v=DMARC1", false)]
    [InlineData("v=DMARC2; p=none", false)]
    [InlineData("v=spf1 -all", false)]
    [InlineData("", false)]
    public void A_record_starts_with_its_version(string text, bool isDmarc) => Assert.Equal(isDmarc, DmarcRecordParser.IsDmarc(text));

    /// <summary>A record that serves both generations: RFC 9989's tags are known, those that RFC 7489 had beside them are told and mean nothing.</summary>
    [Fact]
    public void Tags_of_both_generations_are_known()
    {
        var record = DmarcRecordParser.Parse("v=DMARC1; p=reject; pct=20; rf=afrf; ri=3600; np=reject; sp=Quarantine; psd=n; t=y; adkim=s; aspf=S; fo=1:d:s; x=1");

        Assert.Empty(record.Errors);
        Assert.Equal((DmarcPolicy.Reject, DmarcPolicy.Quarantine, DmarcPolicy.Reject), (record.Policy, record.SubdomainPolicy, record.NonexistentPolicy));
        Assert.Equal((DmarcPsd.Organizational, true, DmarcAlignment.Strict, DmarcAlignment.Strict), (record.Psd, record.IsTesting, record.DkimAlignment, record.SpfAlignment));
        Assert.Equal(["1", "d", "s"], record.FailureOptions);
        Assert.Equal(["pct=20", "rf=afrf", "ri=3600"], record.ObsoleteTags.Select(tag => tag.ToString()));
        Assert.Equal(["x=1"], record.UnknownTags.Select(tag => tag.ToString()));
    }

    [Fact]
    public void Addresses_are_split_decoded_and_judged()
    {
        var record = DmarcRecordParser.Parse("v=DMARC1; p=none; rua=mailto:a@x.example!10m,https://y.example/r , mailto:b%2Bc@x.example,a@x.example, ,mailto:a@,mailto:a@[192.0.2.1],MAILTO:d@B\u00FCcher.example");

        Assert.Equal(["a@x.example", null, "b+c@x.example", null, null, null, null, null], record.AggregateReports.Select(uri => uri.Address));
        Assert.Equal(["x.example", "y.example", "x.example", null, null, null, null, null], record.AggregateReports.Select(uri => uri.Host));
        Assert.Equal([true, false, true, false, false, false, false, false], record.AggregateReports.Select(uri => uri.IsSupported));
        Assert.Equal([true, true, true, false, false, false, false, false], record.AggregateReports.Select(uri => uri.Fault is null));
        Assert.Equal("!10m", record.AggregateReports[0].ObsoleteSizeLimit);
        Assert.Contains("mailto:a@x.example", record.AggregateReports[3].Fault, StringComparison.Ordinal);
        Assert.Equal(5, record.Errors.Count);
    }

    [Fact]
    public void Lists_without_end_are_bounded()
    {
        var record = DmarcRecordParser.Parse("v=DMARC1; p=none; rua=" + string.Join(',', Enumerable.Range(0, 500).Select(n => $"mailto:a{n}@x.example")));

        Assert.Equal(DmarcRecordParser.MaxUris, record.AggregateReports.Count);
        _ = Assert.Single(record.Errors);
    }

    [Theory]
    [InlineData("p=nothing", "p=nothing")]
    [InlineData("p=none; sp=", "sp=")]
    [InlineData("p=none; np=no", "np=no")]
    [InlineData("p=none; psd=x", "psd=x")]
    [InlineData("p=none; t=1", "t=1")]
    [InlineData("p=none; adkim=relaxed", "adkim=relaxed")]
    [InlineData("p=none; fo=0:1", "fo=0:1")]
    [InlineData("p=none; fo=d:d", "fo=d:d")]
    [InlineData("p=none; fo=x", "fo=x")]
    [InlineData("p=none; p=reject", "p=reject")]
    [InlineData("p=none rua=mailto:a@x.example", "p=none rua=mailto:a@x.example")]
    [InlineData("p=none; none", "none")]
    public void A_tag_that_is_wrong_is_told_and_has_its_default(string tags, string wrong)
    {
        var record = DmarcRecordParser.Parse("v=DMARC1; " + tags);

        Assert.Equal(wrong, Assert.Single(record.Errors).Tag);
        Assert.Equal((DmarcPsd.Unspecified, false, DmarcAlignment.Relaxed), (record.Psd, record.IsTesting, record.DkimAlignment));
        Assert.Equal(["0"], record.FailureOptions);
    }

    /// <summary>RFC 9989 4.10.1.</summary>
    [Theory]
    [InlineData("v=DMARC1", false, false)]
    [InlineData("v=DMARC1; p=nothing", false, false)]
    [InlineData("v=DMARC1; rua=mailto:a@x.example", true, true)]
    [InlineData("v=DMARC1; p=nothing; rua=mailto:a@x.example", true, true)]
    [InlineData("v=DMARC1; p=reject; sp=nothing; rua=mailto:a@x.example", true, true)]
    [InlineData("v=DMARC1; p=reject; np=nothing", false, false)]
    [InlineData("v=DMARC1; p=nothing; rua=nonsense", false, false)]
    [InlineData("v=DMARC1; p=reject", true, false)]
    public void A_record_without_a_valid_policy_counts_as_none_where_it_asks_for_reports(string text, bool isApplicable, bool isReplaced)
    {
        var record = DmarcRecordParser.Parse(text);

        Assert.Equal((isApplicable, isReplaced), (record.IsApplicable, record.IsPolicyReplaced));
    }

    [Fact]
    public void Any_text_is_read()
    {
        var random = new Random(9989);
        const string Alphabet = " ;=:,!@vpsnturfaDMARC1mailto\t\u0000\u00E9%2";
        for (var i = 0; i < 20_000; i++)
        {
            var text = "v=DMARC1;" + new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);

            Assert.All(DmarcRecordParser.Parse(text).Errors, error => Assert.InRange(error.Position, 0, text.Length));
        }
    }
}
