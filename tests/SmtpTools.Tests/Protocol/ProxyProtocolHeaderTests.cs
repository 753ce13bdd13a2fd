using System.Net;
using System.Text;

namespace SmtpTools.Tests.Protocol;

public sealed class ProxyProtocolHeaderTests
{
    private static readonly byte[] s_signature = Convert.FromHexString("0D0A0D0A000D0A515549540A");

    [Theory]
    [InlineData(1, null, null, "50524F585920554E4B4E4F574E0D0A")]
    [InlineData(2, null, null, "0D0A0D0A000D0A515549540A20000000")]
    [InlineData(2, "192.0.2.1:56324", "198.51.100.7:25", "0D0A0D0A000D0A515549540A2111000CC0000201C6336407DC040019")]
    [InlineData(2, "[2001:db8::1]:1", "[2001:db8::2]:65535", "0D0A0D0A000D0A515549540A2121002420010DB800000000000000000000000120010DB80000000000000000000000020001FFFF")]
    [InlineData(2, "[::ffff:192.0.2.1]:56324", "198.51.100.7:25", "0D0A0D0A000D0A515549540A2111000CC0000201C6336407DC040019")]
    public void Writes_the_octets_of_the_specification(int version, string? source, string? destination, string octets) =>
        Assert.Equal(octets, Convert.ToHexString(Make(version, source, destination).ToOctets(null)));

    [Theory]
    [InlineData("192.0.2.1:56324", "198.51.100.7:25", "PROXY TCP4 192.0.2.1 198.51.100.7 56324 25\r\n")]
    [InlineData("[2001:db8::1%3]:0", "[2001:db8::2]:25", "PROXY TCP6 2001:db8::1 2001:db8::2 0 25\r\n")]
    public void Writes_the_line_of_version_1(string source, string destination, string line) =>
        Assert.Equal(line, Encoding.ASCII.GetString(Make(1, source, destination).ToOctets(null)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Names_the_connections_own_destination_where_none_is_given(int version)
    {
        var octets = Make(version, "192.0.2.1:56324", null).ToOctets(IPEndPoint.Parse("127.0.0.1:2525"));

        Assert.Equal("127.0.0.1:2525", ProxyProtocolHeader.TryParse(octets, out _)!.Destination!.ToString());
    }

    [Fact]
    public void Refuses_two_families_and_a_destination_alone()
    {
        _ = Assert.Throws<ArgumentException>(() => Make(1, "192.0.2.1:1", "[2001:db8::1]:25"));
        _ = Assert.Throws<ArgumentException>(() => Make(2, null, "192.0.2.1:25"));
        _ = Assert.Throws<ArgumentException>(() => Make(2, "192.0.2.1:1", null).ToOctets(IPEndPoint.Parse("[::1]:25")));
        _ = Assert.Throws<ArgumentException>(() => Make(2, "192.0.2.1:1", null).ToOctets(null));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => Make(3, null, null));
    }

    /// <summary>What is written is read again, cut at every octet and with the greeting of a client behind it.</summary>
    [Fact]
    public void Reads_what_it_writes_and_nothing_beyond()
    {
        var random = new Random(17);
        for (var i = 0; i < 200; i++)
        {
            var size = random.Next(2) == 0 ? 4 : 16;
            var header = random.Next(5) == 0 ? Make(1 + random.Next(2), null, null) : new ProxyProtocolHeader((ProxyProtocolVersion)(1 + random.Next(2)), Next(size), Next(size));
            var octets = header.ToOctets(null);
            for (var length = 0; length < octets.Length; length++)
            {
                Assert.Null(ProxyProtocolHeader.TryParse(octets.AsSpan(0, length), out _));
            }

            byte[] more = [.. octets, .. "\x16\x03EHLO x\r\n"u8];
            var read = ProxyProtocolHeader.TryParse(more, out var consumed);
            Assert.Equal((octets.Length, header.ToString()), (consumed, read!.ToString()));
        }

        IPEndPoint Next(int size)
        {
            var address = new byte[size];
            random.NextBytes(address);
            return new IPEndPoint(new IPAddress(address), random.Next(65536));
        }
    }

    [Theory]
    [InlineData("PROXY UNKNOWN ffff:f 1 whatever\r\n", 33)]
    [InlineData("PROXY UNKNOWN\r\nEHLO", 15)]
    public void Ignores_what_follows_UNKNOWN(string text, int length)
    {
        Assert.Null(ProxyProtocolHeader.TryParse(Encoding.ASCII.GetBytes(text), out var consumed)!.Source);
        Assert.Equal(length, consumed);
    }

    [Theory]
    [InlineData("2000000400000000", 20)]
    [InlineData("2131000100", 17)]
    [InlineData("2112000D00000000000000000000000000", 29)]
    public void Skips_what_version_2_does_not_name_a_client_by(string rest, int length)
    {
        Assert.Null(ProxyProtocolHeader.TryParse([.. s_signature, .. Convert.FromHexString(rest), 1, 2, 3], out var consumed)!.Source);
        Assert.Equal(length, consumed);
    }

    [Fact]
    public void Skips_the_additions_of_version_2()
    {
        var read = ProxyProtocolHeader.TryParse([.. s_signature, .. Convert.FromHexString("21110013C0000201C6336407DC0400190400041122334455")], out var consumed);

        Assert.Equal(("192.0.2.1:56324", 35), (read!.Source!.ToString(), consumed));
    }

    [Theory]
    [InlineData("EHLO client.example\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 1 25 6\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 01 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 1 65536\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 -1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2 198.51.100.7 1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.001 198.51.100.7 1 25\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 198.51.100.7 1 25\r\n")]
    [InlineData("PROXY TCP5 192.0.2.1 198.51.100.7 1 25\r\n")]
    [InlineData("PROXY  TCP4 192.0.2.1 198.51.100.7 1 25\r\n")]
    [InlineData("PROXY UNKNOWN\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("PROXY UNKNOWN 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public void Refuses_a_line_that_is_none(string text) =>
        Assert.Throws<SmtpProtocolException>(() => ProxyProtocolHeader.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("11110000")]
    [InlineData("22110000")]
    [InlineData("21110004C0000201")]
    [InlineData("2111FFFF")]
    public void Refuses_octets_that_are_none(string rest) =>
        Assert.Throws<SmtpProtocolException>(() => ProxyProtocolHeader.TryParse([.. s_signature, .. Convert.FromHexString(rest)], out _));

    private static ProxyProtocolHeader Make(int version, string? source, string? destination) =>
        new((ProxyProtocolVersion)version, source is null ? null : IPEndPoint.Parse(source), destination is null ? null : IPEndPoint.Parse(destination));
}
