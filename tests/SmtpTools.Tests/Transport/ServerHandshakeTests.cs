using SmtpTools.Transport;

namespace SmtpTools.Tests.Transport;

/// <summary>What the first octets of a server's handshake tell. The hellos are made here after RFC 8446 4.1.3 and RFC 5246 7.4.1.3.</summary>
public sealed class ServerHandshakeTests
{
    private static readonly byte[] s_supportedVersions = [0, 43, 0, 2, 3, 4];
    private static readonly byte[] s_keyShare = [0, 51, 0, 36, 0, 29, 0, 32, .. new byte[32]];
    private static readonly byte[] s_preSharedKey = [0, 41, 0, 2, 0, 0];
    private static readonly byte[] s_changeCipherSpec = [20, 3, 3, 0, 1, 1];
    private static readonly byte[] s_encrypted = [23, 3, 3, 0, 3, 1, 2, 3];
    private static readonly byte[] s_retryRandom = Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C");

    [Fact]
    public void TLS_1_3_tells_by_the_key_that_it_took()
    {
        Assert.False(Judge([.. Record(Hello(s_supportedVersions, s_keyShare)), .. s_changeCipherSpec, .. s_encrypted]));
        Assert.True(Judge([.. Record(Hello(s_supportedVersions, s_keyShare, s_preSharedKey)), .. s_encrypted]));
        Assert.True(Judge(Record(Hello(s_preSharedKey, s_supportedVersions))));
    }

    [Fact]
    public void A_HelloRetryRequest_does_not_tell_and_the_hello_behind_it_does()
    {
        var retry = Hello(s_retryRandom, s_supportedVersions, [0, 51, 0, 2, 0, 23]);

        Assert.Null(Judge([.. Record(retry), .. s_changeCipherSpec]));
        Assert.True(Judge([.. Record(retry), .. s_changeCipherSpec, .. Record(Hello(s_supportedVersions, s_keyShare, s_preSharedKey))]));
        Assert.False(Judge([.. Record(retry), .. Record(Hello(s_supportedVersions, s_keyShare))]));
    }

    [Fact]
    public void TLS_1_2_tells_by_what_follows()
    {
        byte[] certificate = [11, 0, 0, 3, 0, 0, 0];
        byte[] ticket = [4, 0, 0, 2, 0, 0];

        Assert.False(Judge([.. Record(Hello()), .. Record(certificate)]));
        Assert.False(Judge(Record([.. Hello(), .. certificate])));
        Assert.True(Judge([.. Record(Hello()), .. s_changeCipherSpec, .. s_encrypted]));
        Assert.True(Judge([.. Record(Hello()), .. Record(ticket), .. s_changeCipherSpec]));
    }

    [Fact]
    public void A_hello_may_be_cut_into_records()
    {
        var hello = Hello(s_supportedVersions, s_keyShare, s_preSharedKey);

        Assert.True(Judge([.. Record(hello[..7]), .. Record(hello[7..60]), .. Record(hello[60..])]));
    }

    /// <summary>Cut short at any octet it tells nothing, or what the whole would tell.</summary>
    [Fact]
    public void What_is_not_whole_does_not_lie()
    {
        byte[][] wholes =
        [
            Record(Hello(s_supportedVersions, s_keyShare, s_preSharedKey)),
            [.. Record(Hello()), .. Record([11, 0, 0, 3, 0, 0, 0])],
            [.. Record(Hello()), .. s_changeCipherSpec],
        ];
        foreach (var whole in wholes)
        {
            var verdict = Judge(whole);
            Assert.NotNull(verdict);
            for (var length = 0; length < whole.Length; length++)
            {
                Assert.True(Judge(whole[..length]) is { } early ? early == verdict : true);
            }
        }
    }

    [Fact]
    public void What_is_no_handshake_tells_nothing()
    {
        Assert.Null(Judge([]));
        Assert.Null(Judge("220 mx.example.com ESMTP\r\n"u8.ToArray()));
        Assert.Null(Judge([21, 3, 3, 0, 2, 2, 40]));
        Assert.Null(Judge(Record([2, 0, 0, 1, 3])));
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var octets = new byte[random.Next(200)];
            random.NextBytes(octets);
            _ = Judge(octets);
            _ = Judge(Record(octets));
            _ = Judge(Record([2, 0, 0, (byte)octets.Length, .. octets]));
        }
    }

    private static bool? Judge(byte[] octets) => ServerHandshake.IsResumed(octets);

    private static byte[] Record(byte[] message) => [22, 3, 3, (byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static byte[] Hello(params byte[][] extensions)
    {
        var random = extensions is [{ Length: 32 }, ..] ? extensions[0] : [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];
        byte[] all = [.. extensions.Where(static extension => extension.Length != 32).SelectMany(static extension => extension)];
        byte[] body = [3, 3, .. random, 2, 7, 7, 0x13, 1, 0, .. extensions.Length == 0 ? [] : new byte[] { (byte)(all.Length >> 8), (byte)all.Length }, .. all];
        return [2, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }
}
