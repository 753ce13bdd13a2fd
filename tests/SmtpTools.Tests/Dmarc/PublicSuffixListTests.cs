using System.Text;

namespace SmtpTools.Tests.Dmarc;

/// <summary>Lists of public suffixes: their format, the rule that prevails, and what is no list.</summary>
public sealed class PublicSuffixListTests
{
    internal const string Small =
        """
        // A small list.
        // VERSION: 2026-01-02_03-04-05_UTC

        // ===BEGIN ICANN DOMAINS===
        com
        io
        uk
        co.uk      what follows a blank is no part of a rule
        *.ck
        !www.ck
        jp
        kyoto.jp
        *.kobe.jp
        !city.kobe.jp
        cn
        公司.cn
        MUSEUM
        0.museum
        // ===END ICANN DOMAINS===
        // ===BEGIN PRIVATE DOMAINS===
        github.io
        blogspot.co.uk
        *.compute.example.com
        // ===END PRIVATE DOMAINS===
        example
        """;

    private static readonly PublicSuffixList s_list = PublicSuffixList.Parse(Small);

    [Theory]
    [InlineData("example.com", "com", "com", "example.com")]
    [InlineData("a.b.example.com", "com", "com", "example.com")]
    [InlineData("com", "com", "com", "com")]
    [InlineData("example.co.uk", "co.uk", "co.uk", "example.co.uk")]
    [InlineData("mail.example.co.uk", "co.uk", "co.uk", "example.co.uk")]
    [InlineData("example.uk", "uk", "uk", "example.uk")]
    [InlineData("co.uk", "co.uk", "co.uk", "co.uk")]
    [InlineData("a.b.c.ck", "*.ck", "c.ck", "b.c.ck")]
    [InlineData("b.ck", "*.ck", "b.ck", "b.ck")]
    [InlineData("ck", null, "ck", "ck")]
    [InlineData("www.ck", "!www.ck", "ck", "www.ck")]
    [InlineData("a.www.ck", "!www.ck", "ck", "www.ck")]
    [InlineData("b.c.kobe.jp", "*.kobe.jp", "c.kobe.jp", "b.c.kobe.jp")]
    [InlineData("a.city.kobe.jp", "!city.kobe.jp", "kobe.jp", "city.kobe.jp")]
    [InlineData("kobe.jp", "jp", "jp", "kobe.jp")]
    [InlineData("a.kyoto.jp", "kyoto.jp", "kyoto.jp", "a.kyoto.jp")]
    [InlineData("me.github.io", "github.io", "github.io", "me.github.io")]
    [InlineData("a.b.c.compute.example.com", "*.compute.example.com", "c.compute.example.com", "b.c.compute.example.com")]
    [InlineData("compute.example.com", "com", "com", "example.com")]
    [InlineData("a.b.unlisted", null, "unlisted", "b.unlisted")]
    public void The_rule_with_the_most_labels_or_an_exception_prevails(string domain, string? rule, string suffix, string organization)
    {
        var found = s_list.Find(domain);

        Assert.Equal((rule, suffix, organization), (found.Rule, found.Name, s_list.OrganizationalDomainOf(domain)));
    }

    [Theory]
    [InlineData("食狮.公司.cn", "xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("a.XN--85x722f.xn--55qx5d.CN.", "xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("A.Museum", "museum", "a.museum")]
    [InlineData("a.0.museum", "0.museum", "a.0.museum")]
    [InlineData("_dmarc.example.com", "com", "example.com")]
    public void Names_and_rules_are_compared_in_ASCII_and_lower_case(string domain, string suffix, string organization) =>
        Assert.Equal((suffix, organization), (s_list.Find(domain).Name, s_list.OrganizationalDomainOf(domain)));

    [Theory]
    [InlineData("me.github.io", true)]
    [InlineData("a.blogspot.co.uk", true)]
    [InlineData("a.co.uk", false)]
    [InlineData("a.example", false)]
    public void The_private_domains_are_told(string domain, bool isPrivate) => Assert.Equal(isPrivate, s_list.Find(domain).IsPrivate);

    [Fact]
    public void A_list_says_what_it_is() => Assert.Equal((18, "2026-01-02_03-04-05_UTC", null), (s_list.RuleCount, s_list.Version, s_list.Path));

    [Theory]
    [InlineData("", "no rule")]
    [InlineData("// nothing but comments\r\n\r\n", "no rule")]
    [InlineData("com\nco..uk\n", "\"co..uk\" in line 2")]
    [InlineData("com\na*.uk\n", "\"a*.uk\" in line 2")]
    [InlineData("com\n!\n", "\"!\" in line 2")]
    [InlineData("com\n!uk\n", "\"!uk\" in line 2")]
    [InlineData("<!DOCTYPE html>\n<html>", "in line 1")]
    [InlineData("{\"com\": true}", "in line 1")]
    public void What_is_no_list_says_why(string text, string why) =>
        Assert.Contains(why, Assert.Throws<PublicSuffixListException>(() => PublicSuffixList.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_list_has_limits()
    {
        var many = string.Concat(Enumerable.Range(0, PublicSuffixList.MaxRules + 1).Select(n => $"a{n}\n"));

        Assert.Contains($"{PublicSuffixList.MaxRules} rules", Assert.Throws<PublicSuffixListException>(() => PublicSuffixList.Parse(many)).Message, StringComparison.Ordinal);
        Assert.InRange(Assert.Throws<PublicSuffixListException>(() => PublicSuffixList.Parse(new string('a', 1_000_000))).Message.Length, 100, 500);
    }

    [Fact]
    public void A_file_is_read_within_the_limit_and_in_UTF_8()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Small, Encoding.UTF8);
            var list = PublicSuffixList.Load(file);
            Assert.Equal((file, 18), (list.Path, list.RuleCount));

            File.WriteAllBytes(file, [.. "com\n"u8, 0xFF, 0xFE]);
            Assert.Contains("UTF-8", Assert.Throws<PublicSuffixListException>(() => PublicSuffixList.Load(file)).Message, StringComparison.Ordinal);

            File.WriteAllBytes(file, new byte[PublicSuffixList.MaxLength + 1]);
            Assert.Contains($"{PublicSuffixList.MaxLength} octets", Assert.Throws<PublicSuffixListException>(() => PublicSuffixList.Load(file)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }

        _ = Assert.Throws<FileNotFoundException>(() => PublicSuffixList.Load(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a..b")]
    public void What_is_no_domain_is_refused(string domain)
    {
        _ = Assert.Throws<ArgumentException>(() => s_list.Find(domain));
        _ = Assert.Throws<ArgumentException>(() => s_list.OrganizationalDomainOf(domain));
    }

    /// <summary>Whatever the rules are, a suffix is an end of its domain, and the organizational domain an end with one label more at most.</summary>
    [Fact]
    public void Any_rules_give_an_end_of_the_name()
    {
        var random = new Random(7489);
        string Name(int most) => string.Join('.', Enumerable.Range(0, random.Next(1, most)).Select(_ => random.Next(4) == 0 ? "*" : "ab"[random.Next(2)].ToString()));
        for (var i = 0; i < 500; i++)
        {
            var list = PublicSuffixList.Parse(string.Join('\n', Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(5) == 0 ? $"!a.{Name(4)}" : Name(5))));
            for (var n = 0; n < 20; n++)
            {
                var domain = Name(7).Replace('*', 'c');
                var (suffix, organization) = (list.Find(domain).Name, list.OrganizationalDomainOf(domain));

                Assert.EndsWith("." + suffix, "." + organization, StringComparison.Ordinal);
                Assert.EndsWith("." + organization, "." + domain, StringComparison.Ordinal);
                Assert.InRange(organization.Split('.').Length - suffix.Split('.').Length, 0, 1);
            }
        }
    }
}
