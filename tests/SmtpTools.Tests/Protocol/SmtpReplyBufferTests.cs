using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Tests.Protocol;

public class SmtpReplyBufferTests
{
    [Fact]
    public void Replies_are_collected_as_they_go_out()
    {
        var replies = new SmtpReplyBuffer();
        replies.Append(250, new EnhancedStatusCode(2, 1, 15), "Ok");
        replies.Append(354, null, "Go on");
        replies.AppendLines(250, ["mx", "SIZE 10"]);
        Assert.Equal("250 2.1.15 Ok\r\n354 Go on\r\n250-mx\r\n250 SIZE 10\r\n", TextOf(replies));
        replies.Clear();
        Assert.Equal(0, replies.Length);
    }

    [Fact]
    public void Without_ENHANCEDSTATUSCODES_the_codes_are_left_out()
    {
        var replies = new SmtpReplyBuffer { WithEnhancedStatus = false };
        replies.Append(550, new EnhancedStatusCode(5, 1, 1), "No");
        Assert.Equal("550 No\r\n", TextOf(replies));
    }

    [Fact]
    public void What_a_client_sent_makes_no_reply_of_its_own()
    {
        var replies = new SmtpReplyBuffer();
        replies.Append(501, null, "a\r\n250 ok\0\x1B");
        Assert.Equal("501 a??250 ok??\r\n", TextOf(replies));
    }

    [Fact]
    public void A_long_text_is_cut_and_the_buffer_grows()
    {
        var replies = new SmtpReplyBuffer();
        for (var reply = 0; reply < 100; reply++)
        {
            replies.Append(500, null, new string('x', 5000));
        }

        Assert.Equal(100 * ("500 \r\n".Length + SmtpReplyBuffer.MaxTextLength), replies.Length);
    }

    private static string TextOf(SmtpReplyBuffer replies) => Encoding.UTF8.GetString(replies.Octets);
}
