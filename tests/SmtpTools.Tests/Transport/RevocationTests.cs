using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session;
using SmtpTools.Tests.Session.Hostile;

namespace SmtpTools.Tests.Transport;

/// <summary>Revocation by a list that a web server on loopback gives out, or does not.</summary>
public sealed class RevocationTests : IDisposable
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _leaf;
    private byte[]? _list;
    private int _requests;

    public RevocationTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Serve) { IsBackground = true, Name = "CRL" }.Start();

        var now = DateTimeOffset.UtcNow;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest($"CN=Revoking root {Guid.NewGuid():N}", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        _root = root.CreateSelfSigned(now - s_day, now + (30 * s_day));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/{Guid.NewGuid():N}.crl"]));
        using var bare = request.Create(_root, now - s_day, now + (20 * s_day), [1, 2, 3, 4]);
        _leaf = X509CertificateLoader.LoadPkcs12(bare.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }

    [Theory]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    [InlineData(RevocationCheck.Off, "revoked", CertificateFaults.None)]
    [InlineData(RevocationCheck.Try, "good", CertificateFaults.None)]
    [InlineData(RevocationCheck.Require, "good", CertificateFaults.None)]
    [InlineData(RevocationCheck.Try, "revoked", CertificateFaults.Revoked)]
    [InlineData(RevocationCheck.Require, "revoked", CertificateFaults.Revoked)]
    [InlineData(RevocationCheck.Try, "missing", CertificateFaults.None)]
    [InlineData(RevocationCheck.Require, "missing", CertificateFaults.RevocationUnknown)]
    public void A_certificate_is_held_against_its_list_as_asked(RevocationCheck check, string list, CertificateFaults expected)
    {
        var builder = new CertificateRevocationListBuilder();
        if (list == "revoked")
        {
            builder.AddEntry(_leaf);
        }

        _list = list == "missing" ? null : builder.Build(_root, BigInteger.One, DateTimeOffset.UtcNow + s_day, HashAlgorithmName.SHA256);
        using var certificate = new TestCertificate(_leaf, []);
        using var server = ScriptedServer.Start(script =>
        {
            _ = script.Hello("STARTTLS").Answer("STARTTLS", "220 Go");
            _ = expected == CertificateFaults.None ? script.StartTls(certificate).Ehlo().Quit() : script.ExpectTlsRefusal(certificate);
        });
        var options = SessionFixture.Options(server, TlsMode.StartTls, TimeSpan.FromSeconds(20));
        options.Tls.ExtraRoots.Add(_root);
        options.Tls.Revocation = check;
        using var session = new SmtpSession(options);

        var error = Record.Exception(() => session.Open());
        _ = session.Quit();

        server.Verify();
        Assert.Equal(expected, error is SmtpTlsException refused ? refused.Faults : session.Tls?.Faults);
        Assert.Equal(expected == CertificateFaults.None, error is null);
        Assert.Equal(check == RevocationCheck.Off, Volatile.Read(ref _requests) == 0);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _leaf.Dispose();
        _root.Dispose();
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                using var client = _listener.Accept();
                client.ReceiveTimeout = 5000;
                var request = new byte[4096];
                for (var length = 0; length < request.Length && !Encoding.ASCII.GetString(request, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal);)
                {
                    var read = client.Receive(request, length, request.Length - length, SocketFlags.None);
                    if (read == 0)
                    {
                        break;
                    }

                    length += read;
                }

                _ = Interlocked.Increment(ref _requests);
                var list = _list;
                _ = client.Send(list is null
                    ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray()
                    : [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: {list.Length}\r\nConnection: close\r\n\r\n"), .. list]);
                client.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}
