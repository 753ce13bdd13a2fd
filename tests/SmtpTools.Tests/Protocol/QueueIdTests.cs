using SmtpTools.Protocol;

namespace SmtpTools.Tests.Protocol;

public sealed class QueueIdTests
{
    [Theory]
    [InlineData("250 2.0.0 Ok: queued as 4F1A2B3C", "4F1A2B3C")]
    [InlineData("250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4F1A2B3C.", "4F1A2B3C")]
    [InlineData("250 OK id=1rABCd-0001xy-2Z", "1rABCd-0001xy-2Z")]
    [InlineData("250 2.6.0 <a@host> [InternalId=123456, Hostname=mbx.example] 1234 bytes in 0.1, 10 KB/sec Queued mail for delivery", "123456")]
    [InlineData("250 2.0.0 4AB12cd0123 Message accepted for delivery", "4AB12cd0123")]
    [InlineData("250 2.0.0: 1a2b3c4d Message accepted for delivery", "1a2b3c4d")]
    [InlineData("250 2.0.0 OK  1700000000 a1-20020abc.1 - gsmtp", "a1-20020abc.1")]
    [InlineData("250 2.0.0 <user@example.net> 8K3eLmQABC Saved", "8K3eLmQABC")]
    [InlineData("250-2.0.0 Thank you\n250 2.0.0 Ok: queued as AB12", "AB12")]
    [InlineData("250 Ok", null)]
    [InlineData("250 queued as ", null)]
    [InlineData("250", null)]
    [InlineData("451 4.3.0 Error: queued as 4F1A", null)]
    public void Each_server_says_it_in_its_own_way(string reply, string? id) => Assert.Equal(id, QueueId.Find(SmtpReply.Parse(reply)));

    [Fact]
    public void No_reply_has_none() => Assert.Null(QueueId.Find(null));
}
