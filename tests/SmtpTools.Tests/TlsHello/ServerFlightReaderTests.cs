using SmtpTools.TlsHello;

namespace SmtpTools.Tests.TlsHello;

public sealed class ServerFlightReaderTests
{
    private static readonly byte[] s_secureRenegotiation = ServerFlights.Extension(0xFF01, 0);

    [Fact]
    public void A_flight_of_TLS_1_2_tells_suite_curve_certificates_and_extensions()
    {
        var flight = Read(ServerFlights.Of(
            0x0303, 0xC02F, extensions: [.. s_secureRenegotiation, .. ServerFlights.Extension(35), .. ServerFlights.Extension(23)],
            certificates: [[1, 2, 3], [4, 5]], keyExchange: ServerFlights.Curve(29)));

        Assert.True(flight.IsAgreed);
        Assert.Equal(TlsVersion.Tls12, flight.Version);
        Assert.Equal("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", CipherSuites.Of(flight.Suite!.Value).Name);
        Assert.Equal("x25519", TlsRegistry.NameOfGroup(flight.Group!.Value));
        Assert.Equal([[1, 2, 3], [4, 5]], flight.Certificates);
        Assert.True(flight.HasSecureRenegotiation && flight.OffersTicket && flight.HasExtendedMasterSecret && flight.HasSessionId);
        Assert.False(flight.IsCompressed);
    }

    [Fact]
    public void A_request_for_another_key_tells_suite_and_group_of_TLS_1_3()
    {
        var flight = Read(ServerFlights.Retry(0x1302, 24));

        Assert.True(flight is { IsAgreed: true, IsRetry: true, HasSessionId: false, Version: TlsVersion.Tls13, Suite: 0x1302, Group: 24 });
    }

    [Theory]
    [InlineData(128, 1024)]
    [InlineData(256, 2048)]
    public void The_size_of_a_finite_field_is_read(int octets, int bits) =>
        Assert.Equal(bits, Read(ServerFlights.Of(0x0303, 0x009E, keyExchange: ServerFlights.FiniteField(octets))).KeyExchangeBits);

    [Fact]
    public void Zeros_before_a_prime_are_no_part_of_its_size()
    {
        byte[] prime = [0, 4, 0, 0, 3, 1, 1, 2, 0, 1, 5];

        Assert.Equal(10, Read(ServerFlights.Of(0x0303, 0x009E, keyExchange: prime)).KeyExchangeBits);
    }

    [Theory]
    [InlineData(40, "handshake_failure")]
    [InlineData(70, "protocol_version")]
    [InlineData(200, "alert 200")]
    public void A_refusal_is_told_by_its_name(byte code, string name)
    {
        var flight = Read(ServerFlights.Alert(code));

        Assert.Equal(name, flight.Alert);
        Assert.False(flight.IsAgreed);
    }

    [Fact]
    public void A_warning_ends_nothing() =>
        Assert.True(Read([21, 3, 3, 0, 2, 1, 112, .. ServerFlights.Of(0x0303, 0xC02F)]).IsAgreed);

    [Fact]
    public void What_is_not_TLS_is_told()
    {
        Assert.Contains("not TLS", Read("500 What?\r\n"u8.ToArray()).Fault, StringComparison.Ordinal);
        Assert.Contains("closed", Read([]).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_kept()
    {
        Assert.Contains("record", Read([22, 3, 3, 0xFF, 0xFF]).Fault, StringComparison.Ordinal);
        Assert.Contains("announced", Read([22, 3, 3, 0, 4, 2, 0xFF, 0xFF, 0xFF]).Fault, StringComparison.Ordinal);
        var chain = Enumerable.Repeat(new byte[] { 1 }, ServerFlightReader.MaxCertificates + 1).ToArray();
        Assert.NotNull(Read(ServerFlights.Of(0x0303, 0xC02F, certificates: chain)).Fault);
    }

    /// <summary>However the octets come, the facts are the same.</summary>
    [Fact]
    public void Where_the_octets_are_cut_does_not_matter()
    {
        var message = ServerFlights.Of(0x0303, 0xC02F, extensions: s_secureRenegotiation, certificates: [new byte[700]], keyExchange: ServerFlights.Curve(23))[5..];
        var expected = Read(ServerFlights.Record(message));
        foreach (var record in new[] { 1, 3, 50, 16384 })
        {
            var octets = ServerFlights.Record(message, record);
            foreach (var part in new[] { 1, 2, 7, 100 })
            {
                var flight = Read(octets, part);
                Assert.Equal(expected.ToString(), flight.ToString());
                Assert.Equal(expected.Group, flight.Group);
                Assert.Equal(expected.Certificates.Single(), flight.Certificates.Single());
                Assert.True(flight.HasSecureRenegotiation);
            }
        }
    }

    /// <summary>Octets that were damaged anywhere give facts or a fault, and never an exception.</summary>
    [Fact]
    public void Damaged_octets_never_fail()
    {
        byte[][] whole =
        [
            ServerFlights.Of(0x0303, 0xC02F, extensions: s_secureRenegotiation, certificates: [new byte[40], new byte[50]], keyExchange: ServerFlights.Curve(23)),
            ServerFlights.Of(0x0301, 0x0033, keyExchange: ServerFlights.FiniteField(64)),
            ServerFlights.Retry(0x1301, 23),
        ];
        var random = new Random(8446);
        for (var round = 0; round < 20_000; round++)
        {
            var octets = (byte[])whole[round % whole.Length].Clone();
            for (var damage = random.Next(1, 6); damage > 0; damage--)
            {
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            }

            var flight = Read(octets[..random.Next(octets.Length + 1)], random.Next(1, 200));
            Assert.True(flight.IsAgreed || flight.Alert is not null || flight.Fault is not null);
        }
    }

    private static ServerFlight Read(byte[] octets, int part = int.MaxValue)
    {
        var reader = new ServerFlightReader();
        for (var at = 0; at < octets.Length && !reader.IsComplete; at += Math.Min(part, octets.Length))
        {
            reader.Feed(octets.AsSpan(at, Math.Min(part, octets.Length - at)));
        }

        reader.End();
        Assert.True(reader.IsComplete);
        return reader.Flight;
    }
}
