using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpTools.TestServer;

/// <summary>A web server on loopback that gives out the list of revoked certificates of one authority, or says that there is none.</summary>
public sealed class RevocationListServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private byte[]? _list;
    private int _requests;

    private RevocationListServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Serve) { IsBackground = true, Name = "CRL" }.Start();

        // The platform keeps what it fetched by its address: each server has one of its own.
        DistributionPoint = CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/{Guid.NewGuid():N}.crl"]);
    }

    /// <summary>The extension by which certificates name this server's list.</summary>
    public X509Extension DistributionPoint { get; }

    /// <summary>How often it was asked.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Starts one that has no list yet.</summary>
    public static RevocationListServer Start() => new();

    /// <summary>Gives out a list from now on.</summary>
    /// <param name="authority">The authority, with its private key.</param>
    /// <param name="revoked">The certificates on it.</param>
    public void Publish(X509Certificate2 authority, params X509Certificate2[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
        {
            builder.AddEntry(certificate);
        }

        Volatile.Write(ref _list, builder.Build(authority, BigInteger.One, DateTimeOffset.UtcNow.AddDays(1), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

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
                _ = client.Send(Volatile.Read(ref _list) is { } list
                    ? [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: {list.Length}\r\nConnection: close\r\n\r\n"), .. list]
                    : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                client.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}
