using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Tests.Protocol;

public sealed class EchoMaskTests
{
    private const string Password = "secret-31415";

    private static readonly string s_line = Base64($"\0anna\0{Password}");

    [Fact]
    public void The_line_and_any_longer_part_of_it_are_taken_out()
    {
        var mask = Mask();

        Assert.Equal($"535 No {new string('*', s_line.Length)}!", mask.Apply(SmtpReply.Parse($"535 No {s_line}!")).ToString());
        for (var start = 0; start + 8 <= s_line.Length; start++)
        {
            for (var length = 8; start + length <= s_line.Length; length++)
            {
                Assert.Equal($"535 '{new string('*', length)}'", mask.Apply($"535 '{s_line.Substring(start, length)}'"));
            }
        }
    }

    [Fact]
    public void The_secret_alone_is_taken_out_and_the_name_is_not() =>
        Assert.Equal("535 5.7.8 anna and ************", Mask().Apply(SmtpReply.Parse($"535 5.7.8 anna and {Password}")).ToString());

    [Fact]
    public void A_challenge_can_still_be_decoded()
    {
        var masked = Mask().Apply(SmtpReply.Parse("334 " + Base64($"Really {Password}?")));

        Assert.Equal("Really ************?", Encoding.UTF8.GetString(Convert.FromBase64String(masked.Text)));
    }

    [Theory]
    [InlineData("235 2.7.0 Authentication succeeded")]
    [InlineData("334 VXNlcm5hbWU6")]
    [InlineData("334")]
    [InlineData("535-5.7.8 No\n535 5.7.8 anna")]
    public void Other_replies_stay_the_same(string text)
    {
        var reply = SmtpReply.Parse(text);

        Assert.Same(reply, Mask().Apply(reply));
    }

    [Fact]
    public void Of_a_bearer_response_the_token_is_the_secret()
    {
        var mask = new EchoMask();
        mask.Add(Encoding.UTF8.GetBytes("user=anna\u0001auth=Bearer ya29.abc\u0001\u0001"), "anna", string.Empty);

        Assert.Equal("535 user=anna ********", mask.Apply("535 user=anna ya29.abc"));
    }

    [Fact]
    public void A_name_alone_is_no_secret()
    {
        var mask = new EchoMask();
        mask.Add(Encoding.UTF8.GetBytes("anna.long.name"), "anna.long.name");

        Assert.Equal("535 " + Base64("anna.long.name"), mask.Apply("535 " + Base64("anna.long.name")));
    }

    /// <summary>The two tokens of a Kerberos exchange begin alike (RFC 4121 4.1); what is binary in them must not pass through text either.</summary>
    [Fact]
    public void A_challenge_that_a_mechanism_computed_stays_the_same()
    {
        byte[] start = [0x60, 0x6F, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 1, 2, 2];
        byte[] response = [.. start, 1, 0, 0xFF, 0xFE, 0xFD, 0xFC, 0x80, 0x81];
        byte[] challenge = [.. start, 2, 0, 0xF1, 0xF2, 0xF3, 0xF4, 0x82, 0x83];
        var mask = new EchoMask();
        mask.AddLine(response);
        var reply = SmtpReply.Parse("334 " + Convert.ToBase64String(challenge));

        Assert.Same(reply, mask.Apply(reply));
        Assert.DoesNotContain(Convert.ToBase64String(response)[..8], mask.Apply("500 Unknown command " + Convert.ToBase64String(response)), StringComparison.Ordinal);
    }

    private static EchoMask Mask()
    {
        var mask = new EchoMask();
        mask.Add(Encoding.UTF8.GetBytes($"\0anna\0{Password}"), "anna", string.Empty);
        return mask;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
