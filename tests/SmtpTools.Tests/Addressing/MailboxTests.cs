namespace SmtpTools.Tests.Addressing;

public sealed class MailboxTests
{
    [Theory]
    [InlineData("user@example.com", "user", "example.com")]
    [InlineData("<user@example.com>", "user", "example.com")]
    [InlineData("  user@example.com\t", "user", "example.com")]
    [InlineData("a.b-c+d@example.com", "a.b-c+d", "example.com")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~", "example.com")]
    [InlineData("\"a b\"@example.com", "\"a b\"", "example.com")]
    [InlineData("\"a@b\"@example.com", "\"a@b\"", "example.com")]
    [InlineData("\"a\\\"b\\\\\"@example.com", "\"a\\\"b\\\\\"", "example.com")]
    [InlineData("\"\"@example.com", "\"\"", "example.com")]
    [InlineData("user@[192.0.2.1]", "user", "[192.0.2.1]")]
    [InlineData("user@[IPv6:2001:db8::1]", "user", "[IPv6:2001:db8::1]")]
    [InlineData("user@[IPv6:::ffff:192.0.2.1]", "user", "[IPv6:::ffff:192.0.2.1]")]
    [InlineData("user@localhost", "user", "localhost")]
    [InlineData("User@EXAMPLE.com", "User", "EXAMPLE.com")]
    public void A_mailbox_is_a_local_part_and_a_domain(string text, string localPart, string domain)
    {
        var mailbox = Mailbox.Parse(text);

        Assert.Equal((localPart, domain), (mailbox.LocalPart, mailbox.DomainText));
        Assert.Equal($"{localPart}@{domain}", mailbox.ToString());
        Assert.NotNull(mailbox.AsciiForm);
    }

    [Theory]
    [InlineData("")]
    [InlineData("user")]
    [InlineData("@example.com")]
    [InlineData("user@")]
    [InlineData(".user@example.com")]
    [InlineData("user.@example.com")]
    [InlineData("us..er@example.com")]
    [InlineData("us er@example.com")]
    [InlineData("us,er@example.com")]
    [InlineData("us(er)@example.com")]
    [InlineData("us<er@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("\"user@example.com")]
    [InlineData("\"us\"er\"@example.com")]
    [InlineData("\"user\\\"@example.com")]
    [InlineData("Name <user@example.com>")]
    [InlineData("<user@example.com> x")]
    [InlineData("user@example..com")]
    [InlineData("user@-example.com")]
    [InlineData("user@exam ple.com")]
    [InlineData("user@192.0.2.1")]
    [InlineData("user@[192.0.2.1")]
    [InlineData("user@[192.0.2]")]
    [InlineData("user@[192.0.2.256]")]
    [InlineData("user@[0xC0.0.2.1]")]
    [InlineData("user@[0300.0.2.1]")]
    [InlineData("user@[ 192.0.2.1]")]
    [InlineData("user@[2001:db8::1]")]
    [InlineData("user@[IPv6:192.0.2.1]")]
    [InlineData("user@[IPv6:2001:db8::1%eth0]")]
    [InlineData("user@[IPv6:[2001:db8::1]]")]
    [InlineData("user@[IPv6:2001:db8::1]:25]")]
    [InlineData("user@[]")]
    public void Anything_else_is_refused_with_its_reason(string text)
    {
        Assert.False(Mailbox.TryParse(text, out var mailbox, out var fault));
        Assert.Null(mailbox);
        Assert.NotEmpty(fault!);
        Assert.Contains(fault!, Assert.Throws<FormatException>(() => Mailbox.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"a\r\nRCPT TO:<victim@example.com>\r\n\"@example.com")]
    [InlineData("\"a\\\r\\\nb\"@example.com")]
    [InlineData("<a@example.com>\r\nDATA")]
    [InlineData("a\nb@example.com")]
    [InlineData("a@example.com\r\nDATA")]
    [InlineData("a@exam\0ple.com")]
    [InlineData("\"a\0\"@example.com")]
    [InlineData("\"a\u007F\"@example.com")]
    [InlineData("\"a\tb\"@example.com")]
    [InlineData("a\u0085@example.com")]
    [InlineData("a\u00A0b@example.com")]
    [InlineData("a@[192.0.2.1\r\n]")]
    public void No_control_character_is_part_of_one(string text)
    {
        var error = Assert.Throws<FormatException>(() => Mailbox.Parse(text));

        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_and_a_whole_one_is_not()
    {
        foreach (var half in new[] { "us\uD83D" + "er", "\uDE00", "\"\uDE00\uD83D\"", "a\uD83D" })
        {
            Assert.False(Mailbox.TryParse(half + "@example.com", out _));
        }

        Assert.Equal("a\uD83D\uDE00@example.com", Mailbox.Parse("a\uD83D\uDE00@example.com").UnicodeForm);
    }

    [Fact]
    public void A_local_part_has_a_length_in_octets()
    {
        Assert.True(Mailbox.TryParse(new string('a', 64) + "@example.com", out _));
        Assert.False(Mailbox.TryParse(new string('a', 65) + "@example.com", out _));
        Assert.True(Mailbox.TryParse(new string('\u00E9', 32) + "@example.com", out _));
        Assert.False(Mailbox.TryParse(new string('\u00E9', 33) + "@example.com", out _));
    }

    [Theory]
    [InlineData("user@b\u00FCcher.example", "user@xn--bcher-kva.example", "user@b\u00FCcher.example")]
    [InlineData("user@xn--bcher-kva.example", "user@xn--bcher-kva.example", "user@b\u00FCcher.example")]
    [InlineData("j\u00F6s\u00E9@example.com", null, "j\u00F6s\u00E9@example.com")]
    [InlineData("j\u00F6s\u00E9@b\u00FCcher.example", null, "j\u00F6s\u00E9@b\u00FCcher.example")]
    [InlineData("xn--js-xia@example.com", "xn--js-xia@example.com", "xn--js-xia@example.com")]
    public void Only_the_domain_has_an_ASCII_form_of_its_own(string text, string? ascii, string unicode)
    {
        var mailbox = Mailbox.Parse(text);

        Assert.Equal((ascii, unicode), (mailbox.AsciiForm, mailbox.UnicodeForm));
    }

    [Theory]
    [InlineData("user@example.com", "user@EXAMPLE.COM", true)]
    [InlineData("user@b\u00FCcher.example", "user@xn--bcher-kva.example", true)]
    [InlineData("user@example.com", "User@example.com", false)]
    [InlineData("user@[IPv6:2001:DB8::1]", "user@[ipv6:2001:db8::1]", true)]
    [InlineData("user@example.com", "user@example.org", false)]
    public void The_domain_is_compared_without_case_and_the_local_part_with_it(string one, string other, bool equal)
    {
        Assert.Equal(equal, Mailbox.Parse(one).Equals(Mailbox.Parse(other)));
        Assert.True(!equal || Mailbox.Parse(one).GetHashCode() == Mailbox.Parse(other).GetHashCode());
    }

    [Fact]
    public void A_megabyte_is_refused_at_once()
    {
        Assert.False(Mailbox.TryParse(string.Concat(Enumerable.Repeat("a.", 500_000)) + "@example.com", out _));
        Assert.False(Mailbox.TryParse("a@" + string.Concat(Enumerable.Repeat("a.", 500_000)) + "com", out _));
    }
}
