namespace SmtpTools.Tests.Spf;

public sealed class SpfRecordParserTests
{
    [Theory]
    [InlineData("v=spf1", true)]
    [InlineData("V=SPF1", true)]
    [InlineData("v=spf1 -all", true)]
    [InlineData("v=spf10", false)]
    [InlineData("v=spf1\tmx", false)]
    [InlineData(" v=spf1 mx", false)]
    [InlineData("v=spf2 mx", false)]
    public void A_record_starts_with_its_version(string text, bool isSpf) => Assert.Equal(isSpf, SpfRecordParser.IsSpf(text));

    [Fact]
    public void Terms_are_read_with_their_places()
    {
        var record = SpfRecordParser.Parse("v=spf1  A/24//64 -include:_spf.%{d} ~IP4:192.0.2.0/24 ?ip6:2001:db8::/32 mx:example.com exists:%{ir}.example redirect=_spf.example.net x-y_z.1=%{i} ");

        Assert.True(record.IsValid, string.Join(" ", record.Errors));
        Assert.Equal([8, 17, 36, 54, 73, 88, 109, 135], record.Terms.Select(term => term.Position));
        var a = Assert.IsType<SpfMechanism>(record.Terms[0]);
        Assert.Equal((SpfMechanismKind.A, SpfQualifier.Pass, null, 24, 64), (a.Kind, a.Qualifier, a.Target, a.Ipv4PrefixLength, a.Ipv6PrefixLength));
        var include = Assert.IsType<SpfMechanism>(record.Terms[1]);
        Assert.Equal((SpfMechanismKind.Include, SpfQualifier.Fail, "_spf.%{d}"), (include.Kind, include.Qualifier, include.Target));
        var ip4 = Assert.IsType<SpfMechanism>(record.Terms[2]);
        Assert.Equal((SpfMechanismKind.Ip4, SpfQualifier.SoftFail, "192.0.2.0", 24), (ip4.Kind, ip4.Qualifier, ip4.Network, ip4.Ipv4PrefixLength));
        var ip6 = Assert.IsType<SpfMechanism>(record.Terms[3]);
        Assert.Equal((SpfMechanismKind.Ip6, SpfQualifier.Neutral, "2001:db8::", 32), (ip6.Kind, ip6.Qualifier, ip6.Network, ip6.Ipv6PrefixLength));
        var redirect = Assert.IsType<SpfModifier>(record.Terms[6]);
        Assert.Equal(("redirect", "_spf.example.net", true), (redirect.Name, redirect.Value, redirect.IsKnown));
        Assert.False(Assert.IsType<SpfModifier>(record.Terms[7]).IsKnown);
        Assert.Equal([true, true, false, false, true, true, true, false], record.Terms.Select(term => term.CausesLookup));
    }

    [Theory]
    [InlineData("v=spf1 all:", 10)]
    [InlineData("v=spf1 exp:x", 7)]
    [InlineData("v=spf1 ipv4:192.0.2.1", 7)]
    [InlineData("v=spf1 ip4:192.0.2.1/33", 21)]
    [InlineData("v=spf1 ip4:192.0.2.1/024", 21)]
    [InlineData("v=spf1 ip4:300.1.1.1", 11)]
    [InlineData("v=spf1 ip4:192.0.2", 11)]
    [InlineData("v=spf1 ip4:192.0.2.1:25", 11)]
    [InlineData("v=spf1 ip4", 10)]
    [InlineData("v=spf1 ip6:192.0.2.1", 11)]
    [InlineData("v=spf1 ip6:[::1]", 11)]
    [InlineData("v=spf1 ip6:fe80::1%1", 11)]
    [InlineData("v=spf1 ip6:::1/129", 15)]
    [InlineData("v=spf1 redirect=a.example redirect=b.example", 26)]
    [InlineData("v=spf1 exp=a.example exp=b.example", 21)]
    [InlineData("v=spf1 -all trailing", 12)]
    [InlineData("v=spf1 a:example.com/33", 20)]
    [InlineData("v=spf1 mx//129", 9)]
    [InlineData("v=spf1 include", 14)]
    [InlineData("v=spf1 include:", 15)]
    [InlineData("v=spf1 include:example.com/24", 15)]
    [InlineData("v=spf1 exists:%(ir).example", 14)]
    [InlineData("v=spf1 exists:%{d0}.example", 14)]
    [InlineData("v=spf1 exists:%{z}.example", 14)]
    [InlineData("v=spf1 exists:%{r}.example", 14)]
    [InlineData("v=spf1 exists:%{d", 17)]
    [InlineData("v=spf1 a:localhost", 9)]
    [InlineData("v=spf1 a:example.-com", 9)]
    [InlineData("v=spf1 a:192.0.2.1", 9)]
    [InlineData("v=spf1 a:b\u00FCcher.example", 10)]
    [InlineData("v=spf1 mx\tall", 7)]
    public void What_breaks_the_grammar_is_told_with_its_place(string text, int position)
    {
        var record = SpfRecordParser.Parse(text);

        var error = Assert.Single(record.Errors);
        Assert.Equal(position, error.Position);
        Assert.Contains("RFC 7208", error.Message, StringComparison.Ordinal);
    }

    /// <summary>An unknown modifier is no error, whatever it looks like (RFC 7208 6).</summary>
    [Theory]
    [InlineData("v=spf1 include=_spf.example.com -ALL")]
    [InlineData("v=spf1 mx -all ")]
    [InlineData("v=spf1 ip4=192.0.2.1 t=%{t} moo=%{c}/%%")]
    [InlineData("v=spf1 a:example.com. a:%{l}.example.com")]
    [InlineData("v=spf1 a:foo:bar/baz.example.com/24")]
    public void What_the_grammar_allows_is_no_error(string text) => Assert.Empty(SpfRecordParser.Parse(text).Errors);

    [Fact]
    public void Every_error_of_a_record_is_told() => Assert.Equal(3, SpfRecordParser.Parse("v=spf1 foo ip4:1 a/99 -all").Errors.Count);

    [Fact]
    public void A_record_without_end_is_read_up_to_a_limit()
    {
        var record = SpfRecordParser.Parse("v=spf1" + string.Concat(Enumerable.Repeat(" a", 100_000)));

        Assert.Equal(SpfRecordParser.MaxTerms, record.Terms.Count);
        _ = Assert.Single(record.Errors);
    }

    /// <summary>Nothing that a zone may hold makes the parser throw.</summary>
    [Fact]
    public void Any_text_is_read()
    {
        var random = new Random(7208);
        const string Alphabet = " :/=%{}+-~?.,_0123456789adeilmnprstxv\u0000\u00FF";
        for (var i = 0; i < 20_000; i++)
        {
            var text = "v=spf1 " + new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);

            var record = SpfRecordParser.Parse(text);

            Assert.All(record.Errors, error => Assert.InRange(error.Position, 0, text.Length));
            Assert.All(record.Terms, term => Assert.Equal(term.Text, text.Substring(term.Position, term.Text.Length)));
        }
    }
}
