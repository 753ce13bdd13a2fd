using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace SmtpTools.TestServer;

/// <summary>
/// An HTTPS server on a loopback port that answers each path with exact octets, so that every wrong answer can be given. It stands for any
/// host: the certificate is what makes it that host.
/// </summary>
public sealed class LoopbackHttps : IDisposable
{
    private readonly Socket _listener;
    private readonly TestCertificate? _certificate;
    private readonly ConcurrentDictionary<string, byte[]> _answers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentBag<Socket> _open = [];
    private readonly CancellationTokenSource _stopping = new();

    private LoopbackHttps(TestCertificate? certificate)
    {
        _certificate = certificate;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        new Thread(Accept) { IsBackground = true, Name = nameof(LoopbackHttps) }.Start();
    }

    /// <summary>Where the server listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The requests that came, as host and path: <c>mta-sts.example.test/.well-known/mta-sts.txt</c>.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Starts a server.</summary>
    /// <param name="certificate">Its certificate; null for a server that closes in the middle of the handshake.</param>
    public static LoopbackHttps Start(TestCertificate? certificate) => new(certificate);

    /// <summary>Answers a path with a file.</summary>
    /// <param name="path">The path, with or without the host before it.</param>
    /// <param name="content">The file.</param>
    /// <param name="contentType">Its Content-Type; null for none.</param>
    /// <param name="status">The status line after the version.</param>
    /// <param name="fields">More header fields.</param>
    public LoopbackHttps Add(string path, byte[] content, string? contentType = "text/plain", string status = "200 OK", params string[] fields)
    {
        ArgumentNullException.ThrowIfNull(content);
        var head = new StringBuilder($"HTTP/1.1 {status}\r\nContent-Length: {content.Length}\r\nConnection: close\r\n");
        _ = contentType is null ? head : head.Append("Content-Type: ").Append(contentType).Append("\r\n");
        foreach (var field in fields)
        {
            _ = head.Append(field).Append("\r\n");
        }

        return AddRaw(path, [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. content]);
    }

    /// <summary>Answers a path with a text.</summary>
    public LoopbackHttps AddText(string path, string text, string? contentType = "text/plain", string status = "200 OK") =>
        Add(path, Encoding.UTF8.GetBytes(text), contentType, status);

    /// <summary>Answers a path with these very octets; with none, never.</summary>
    public LoopbackHttps AddRaw(string path, byte[] octets)
    {
        _answers[path] = octets;
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        foreach (var socket in _open)
        {
            socket.Dispose();
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var client = _listener.Accept();
                _open.Add(client);
                new Thread(() => Serve(client)) { IsBackground = true, Name = nameof(LoopbackHttps) }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server was stopped.
        }
    }

    private void Serve(Socket client)
    {
        try
        {
            using var transport = new NetworkStream(client, ownsSocket: true);
            if (_certificate is null)
            {
                return;
            }

            using var tls = new SslStream(transport);
            tls.AuthenticateAsServer(new SslServerAuthenticationOptions { ServerCertificateContext = _certificate.ToContext() });
            using var reader = new StreamReader(tls, Encoding.ASCII);
            if (reader.ReadLine() is not { Length: > 0 } request)
            {
                // In TLS 1.3 a client that does not like the certificate says so after the server's handshake is over.
                return;
            }

            var path = request.Split(' ')[1];
            var host = string.Empty;
            while (reader.ReadLine() is { Length: > 0 } field)
            {
                host = field.StartsWith("Host:", StringComparison.OrdinalIgnoreCase) ? field[5..].Trim().Split(':')[0] : host;
            }

            _requests.Enqueue(host + path);
            if (!_answers.TryGetValue(host + path, out var answer) && !_answers.TryGetValue(path, out answer))
            {
                answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
            }

            if (answer.Length == 0)
            {
                _ = _stopping.Token.WaitHandle.WaitOne();
                return;
            }

            tls.Write(answer);
            tls.ShutdownAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or AuthenticationException or InvalidOperationException)
        {
            // The client is gone, or did not like the certificate.
        }
    }
}
