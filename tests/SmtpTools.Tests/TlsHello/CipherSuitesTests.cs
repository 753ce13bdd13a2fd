using System.Net.Security;
using SmtpTools.TlsHello;

namespace SmtpTools.Tests.TlsHello;

public sealed class CipherSuitesTests
{
    /// <summary>The runtime has a copy of the same registry.</summary>
    [Fact]
    public void Numbers_and_names_are_the_registered_ones()
    {
        foreach (var suite in Enum.GetValues<TlsCipherSuite>().Where(suite => suite != TlsCipherSuite.TLS_NULL_WITH_NULL_NULL))
        {
            Assert.Equal(suite.ToString(), CipherSuites.Of((ushort)suite).Name);
        }

        Assert.Equal("TLS_UNKNOWN_WITH_0xEEEE", CipherSuites.Of(0xEEEE).Name);
    }

    [Theory]
    [InlineData(0xC02F, "ECDHE", "RSA", true, true)]
    [InlineData(0x1301, "(EC)DHE", "", true, true)]
    [InlineData(0x002F, "RSA", "RSA", false, false)]
    [InlineData(0x0033, "DHE", "RSA", true, false)]
    [InlineData(0xC009, "ECDHE", "ECDSA", true, false)]
    [InlineData(0xC02D, "ECDH", "ECDSA", false, true)]
    [InlineData(0x0034, "DH", "anon", true, false)]
    [InlineData(0x0003, "RSA", "RSA", false, false)]
    public void A_name_tells_what_a_suite_is_worth(ushort code, string exchange, string authentication, bool isForwardSecret, bool isAead)
    {
        var suite = CipherSuites.Of(code);

        Assert.Equal((exchange, authentication, isForwardSecret, isAead), (suite.KeyExchange, suite.Authentication, suite.IsForwardSecret, suite.IsAead));
    }

    [Fact]
    public void Each_weakness_is_seen()
    {
        Assert.True(CipherSuites.Of(0x0002).EncryptsNothing);
        Assert.True(CipherSuites.Of(0xC0B4).EncryptsNothing);
        Assert.True(CipherSuites.Of(0x0003) is { IsExport: true, IsRc4: true });
        Assert.True(CipherSuites.Of(0x0009).IsDes);
        Assert.True(CipherSuites.Of(0x0008) is { IsDes: true, IsExport: true });
        Assert.True(CipherSuites.Of(0x000A) is { HasSmallBlocks: true, IsDes: false });
        Assert.True(CipherSuites.Of(0xC018).IsAnonymous);
        Assert.True(CipherSuites.Of(0x00A8).NeedsSharedSecret);
    }

    [Fact]
    public void Each_version_is_offered_what_it_can_have_and_the_best_first()
    {
        Assert.Equal("TLS_AES_128_GCM_SHA256", CipherSuites.For(TlsVersion.Tls13)[0].Name);
        Assert.Equal("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", CipherSuites.For(TlsVersion.Tls12)[0].Name);
        Assert.DoesNotContain(CipherSuites.For(TlsVersion.Tls10), suite => suite.Name.Contains("SHA256", StringComparison.Ordinal));
        Assert.DoesNotContain(CipherSuites.For(TlsVersion.Ssl30), suite => suite.Name.Contains("ECDH", StringComparison.Ordinal));
        Assert.DoesNotContain(CipherSuites.For(TlsVersion.Tls12), suite => suite.NeedsSharedSecret || suite.IsTls13);
    }
}
