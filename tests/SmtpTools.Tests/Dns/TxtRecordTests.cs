using System.Text;

namespace SmtpTools.Tests.Dns;

public class TxtRecordTests
{
    [Fact]
    public void Strings_are_joined_without_anything_between() =>
        Assert.Equal("v=spf1 -all", Record("v=sp"u8.ToArray(), "f1 -all"u8.ToArray()).Text);

    [Fact]
    public void A_character_that_is_split_between_strings_is_whole_in_the_text()
    {
        var octets = Encoding.UTF8.GetBytes("ü");
        Assert.Equal("ü", Record([octets[0]], [octets[1]]).Text);
    }

    [Fact]
    public void Octets_that_are_no_text_are_kept()
    {
        var record = Record([0x61, 0xFF]);
        Assert.Equal("a\uFFFD", record.Text);
        Assert.Equal([0x61, 0xFF], record.Strings[0]);
    }

    private static TxtRecord Record(params byte[][] strings) => new("example.test", TimeSpan.Zero, strings);
}
