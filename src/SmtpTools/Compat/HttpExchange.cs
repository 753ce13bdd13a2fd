using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
#if !NETSTANDARD2_0
using System.Net.Sockets;
#endif

namespace SmtpTools;

/// <summary>One HTTPS request by the platform's client. Both targets have the same class of that name, and differ in what it can be told.</summary>
internal static class HttpExchange
{
    private const int MaxHeaderKilobytes = 32;

    /// <summary>Whether the platform lets us say which address is connected to.</summary>
#if NETSTANDARD2_0
    public const bool TakesAddresses = false;
#else
    public const bool TakesAddresses = true;
#endif

    /// <summary>A client for one request: no redirects, no cookies, no proxy, no credentials, no decompression.</summary>
    /// <param name="addresses">Where to connect, in this order.</param>
    /// <param name="connected">Told of the address that took the connection.</param>
    /// <param name="judge">Judges the certificate; false ends the handshake.</param>
    public static HttpClient CreateClient(
        IReadOnlyList<IPEndPoint> addresses, Action<IPEndPoint> connected, Func<X509Certificate?, X509Chain?, SslPolicyErrors, bool> judge)
    {
#if NETSTANDARD2_0
        _ = (addresses, connected);
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            ServerCertificateCustomValidationCallback = (_, certificate, chain, errors) => judge(certificate, chain, errors),
        };
#else
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            ConnectCallback = (_, cancellation) => Connect(addresses, connected, cancellation),
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => judge(certificate, chain, errors);
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy();
        handler.SslOptions.CertificateChainPolicy.ForbidDownloads();
#endif

        // The time is measured by the caller, over the body as well.
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends a request and waits for the answer's head.</summary>
    public static HttpResponseMessage Send(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken) =>
#if NETSTANDARD2_0
        client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false).GetAwaiter().GetResult();
#else
        client.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
#endif

    /// <summary>The answer's body.</summary>
    public static Stream Body(HttpResponseMessage response) =>
#if NETSTANDARD2_0
        response.Content.ReadAsStreamAsync().ConfigureAwait(false).GetAwaiter().GetResult();
#else
        response.Content.ReadAsStream();

    // The client connects on a thread of the pool, which must not be blocked: many domains are looked at side by side.
    private static async ValueTask<Stream> Connect(IReadOnlyList<IPEndPoint> addresses, Action<IPEndPoint> connected, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                // An address that swallows packets must leave the others their time; the last one may use what is left.
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                if (i < addresses.Count - 1)
                {
                    limit.CancelAfter(AttemptLimit);
                }

                await socket.ConnectAsync(addresses[i], limit.Token).ConfigureAwait(false);
                connected(addresses[i]);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e) when (i < addresses.Count - 1 && !cancellationToken.IsCancellationRequested && e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(4);
#endif
}
