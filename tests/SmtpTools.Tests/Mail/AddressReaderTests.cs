using SmtpTools.Messages;

namespace SmtpTools.Tests.Mail;

public sealed class AddressReaderTests
{
    [Theory]
    [InlineData("a@example.com", "a@example.com")]
    [InlineData(" <a@example.com> ", "a@example.com")]
    [InlineData("Name <a@example.com>", "\"Name\" <a@example.com>")]
    [InlineData("a@example.com, b@example.com", "a@example.com|b@example.com")]
    [InlineData("a@example.com;b@example.com ; ", "a@example.com|b@example.com")]
    [InlineData("\"Doe, Jane\" <jane@example.com>; b@example.com", "\"Doe, Jane\" <jane@example.com>|b@example.com")]
    [InlineData("Doe, Jane <jane@example.com>, b@example.com", "\"Doe, Jane\" <jane@example.com>|b@example.com")]
    [InlineData("Doe, Jane (Sales; EU) <jane@example.com>", "\"Doe, Jane\" <jane@example.com>")]
    [InlineData("jane@example.com (Jane Doe)", "\"Jane Doe\" <jane@example.com>")]
    [InlineData("\"a@b\" <c@example.com>", "\"a@b\" <c@example.com>")]
    [InlineData("\"quoted local\"@example.com", "\"quoted local\"@example.com")]
    [InlineData("\"say \\\"hi\\\"; ok\" <a@example.com>", "\"say \\\"hi\\\"; ok\" <a@example.com>")]
    [InlineData("Team: a@example.com, B <b@example.com>;, c@example.com", "Team: a@example.com, \"B\" <b@example.com>;|c@example.com")]
    [InlineData("undisclosed-recipients:;", "undisclosed-recipients: ;")]
    [InlineData("a@[192.0.2.1]", "a@[192.0.2.1]")]
    [InlineData("a@[IPv6:2001:db8::1], b@example.com", "a@[IPv6:2001:db8::1]|b@example.com")]
    [InlineData("J\u00F6rg <j@example.com>", "\"J\u00F6rg\" <j@example.com>")]
    [InlineData("=?utf-8?q?J=C3=B6rg?= <j@example.com>", "\"J\u00F6rg\" <j@example.com>")]
    [InlineData("O'Neil <o'neil@example.com>", "\"O'Neil\" <o'neil@example.com>")]
    [InlineData(" , ; ", "")]
    public void Addresses_are_read_as_people_write_them(string text, string expected) =>
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), AddressReader.Written(AddressReader.Read(text, "To")));

    [Theory]
    [InlineData("root")]
    [InlineData("a@example.com b@example.com")]
    [InlineData("A@B [ext] <x@example.com>")]
    [InlineData("<a@example.com> <b@example.com>")]
    [InlineData("Name a@example.com")]
    [InlineData("bob, a@example.com")]
    [InlineData("a@example.com, bob")]
    [InlineData("Name <a@example.com")]
    [InlineData("\"Name <a@example.com>")]
    [InlineData("(Name <a@example.com>")]
    [InlineData("mailto:a@example.com")]
    [InlineData("Group: a@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData(".a@example.com")]
    [InlineData("a..b@example.com")]
    [InlineData("a@example..com")]
    [InlineData("a@-example.com")]
    [InlineData("<@relay.example:a@example.com>")]
    [InlineData("a@example.com\r\nBcc: v@example.com")]
    [InlineData("\"a\r\nRCPT TO:<v@example.com>\"@example.com")]
    [InlineData("<a@example.com>\r\nDATA")]
    [InlineData("a\0@example.com")]
    public void What_is_not_clearly_an_address_is_an_error_that_names_the_parameter(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => AddressReader.Read(text, "To"));

        Assert.Equal("To", error.ParamName);
        Assert.StartsWith("To ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user@b\u00FCcher.example", "user@xn--bcher-kva.example")]
    [InlineData("user@XN--BCHER-KVA.example", "user@xn--bcher-kva.example")]
    [InlineData("j\u00F6s\u00E9@b\u00FCcher.example", "j\u00F6s\u00E9@b\u00FCcher.example")]
    [InlineData("j\u00F6s\u00E9@xn--bcher-kva.example", "j\u00F6s\u00E9@b\u00FCcher.example")]
    [InlineData("User@Example.COM", "User@example.com")]
    public void Domains_are_in_ascii_unless_the_local_part_is_not(string text, string expected) =>
        Assert.Equal([expected], AddressReader.MailboxesOf(AddressReader.Read(text, "To")));

    [Fact]
    public void A_long_list_takes_linear_time()
    {
        var text = string.Join(", ", Enumerable.Range(0, 20_000).Select(i => $"Name, No {i} <user{i}@example.com>"));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(20_000, AddressReader.Read(text, "To").Count);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }
}
