using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session;
using SmtpTools.Tests.Session.Hostile;
using SmtpTools.Transport;

namespace SmtpTools.Tests.Transport;

/// <summary>The names of a certificate against the name that was asked for (RFC 9525 6), and what the server is told of it (RFC 6066 3).</summary>
public sealed class CertificateNameTests
{
    [Theory]
    [InlineData("mx.example.com", "mx.example.com", "mx.example.com")]
    [InlineData("MX.Example.COM", "mx.example.com", "mx.example.com")]
    [InlineData("*.example.com", "mx.example.com", "mx.example.com")]
    [InlineData("xn--bcher-kva.example", "bücher.example", "bücher.example")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example", "bücher.example")]
    [InlineData("*.xn--bcher-kva.example", "mx.bücher.example", "mx.bücher.example")]
    [InlineData("127.0.0.1", "127.0.0.1", "")]
    [InlineData("::1", "::1", "")]
    public void A_name_that_fits_holds(string certified, string asked, string told)
    {
        using var certificate = TestTls.Authority.Server(certified);
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(certificate).Ehlo().Quit());
        using var session = SessionFor(server, asked);

        session.Open();

        _ = session.Quit();
        server.Verify();
        Assert.Equal((asked, true), (session.Tls!.TargetName, session.Tls.IsNameMatched));
        // The framework shows the server U-labels, whatever was on the wire.
        Assert.Equal(told, server.Connection.TlsServerName);
    }

    [Theory]
    [InlineData("mx.example.com", "example.com")]
    [InlineData("example.com", "mx.example.com")]
    [InlineData("*.example.com", "example.com")]
    [InlineData("*.example.com", "a.mx.example.com")]
    [InlineData("*.*.example.com", "a.mx.example.com")]
    [InlineData("xn--bcher-kva.example", "bucher.example")]
    [InlineData("mx.example.com", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.2")]
    [InlineData("127.0.0.1", "::1")]
    public void One_that_does_not_is_refused_and_those_offered_are_listed(string certified, string asked)
    {
        using var certificate = TestTls.Authority.Server(certified, "other.example.net");
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").ExpectTlsRefusal(certificate));
        using var session = SessionFor(server, asked);

        var error = Assert.Throws<SmtpTlsException>(() => session.Open());

        server.Verify();
        Assert.Equal((CertificateFaults.NameMismatch, false), (error.Faults, error.Facts!.IsNameMatched));
        Assert.Contains($"It is for {certified}, other.example.net and not for '{asked}'", error.Message, StringComparison.Ordinal);
    }

    // RFC 9525 2: a common name is no name of a host, and a platform that takes it for one is not followed.
    [Theory]
    [InlineData("mx.example.com")]
    [InlineData("127.0.0.1")]
    public void A_common_name_is_none(string name)
    {
        using var certificate = TestTls.Authority.CommonNameOnly(name);
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").ExpectTlsRefusal(certificate));
        using var session = SessionFor(server, name);

        var error = Assert.Throws<SmtpTlsException>(() => session.Open());

        server.Verify();
        Assert.Equal((CertificateFaults.NameMismatch, false), (error.Faults, error.Facts!.IsNameMatched));
        Assert.Contains($"no subjectAltName), so it is not for '{name}'", error.Message, StringComparison.Ordinal);
    }

    // A DNS name that looks like an address is none (RFC 9525 6.5).
    [Fact]
    public void An_address_is_named_by_addresses_alone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mx", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("192.0.2.1");
        names.AddIpAddress(IPAddress.Parse("192.0.2.2"));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));

        Assert.False(CertificateReader.IsFor(certificate, "192.0.2.1"));
        Assert.True(CertificateReader.IsFor(certificate, "192.0.2.2"));
    }

    private static SmtpSession SessionFor(ScriptedServer server, string asked)
    {
        var options = SessionFixture.Options(server, TlsMode.StartTls);
        TestTls.Trust(options);
        options.Tls.TargetName = asked;
        return new SmtpSession(options);
    }
}
