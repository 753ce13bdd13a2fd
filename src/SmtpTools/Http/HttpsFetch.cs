using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using SmtpTools.Transport;

namespace SmtpTools.Http;

/// <summary>One fetch: the request, and each way in which it can fail as an outcome of its own.</summary>
internal sealed class HttpsFetch(HttpsRequest request, HttpsOptions options, TimeProvider clock, Func<TimeSpan> elapsed)
{
    private const int BufferSize = 16 * 1024;

    private readonly CertificateJudge _judge = NewJudge(request, options, clock);
    private bool _hasCertificate;
    private bool _isRejected;
    private TlsFacts? _tls;
    private IPEndPoint? _address;

    internal HttpsResponse Run(IReadOnlyList<IPEndPoint> addresses, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var time = new CancellationTokenSource(options.Timeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            using var client = HttpExchange.CreateClient(addresses, address => _address = address, (certificate, chain, errors) =>
            {
                _hasCertificate = true;
                _ = _judge.Judge(certificate, chain, errors);
                _tls = _judge.Report();
                _isRejected = !_tls.IsVerified;
                return !_isRejected;
            });
            using var message = new HttpRequestMessage(HttpMethod.Get, request.Uri);
            message.Headers.UserAgent.ParseAdd("SmtpTools");
            message.Headers.ConnectionClose = true;
            using var response = HttpExchange.Send(client, message, both.Token);

            // Once the head is there, nothing but closing ends a read.
            using var registration = both.Token.Register(client.Dispose);
            return Read(response);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return time.IsCancellationRequested
                ? Failed(HttpsOutcome.Timeout, $"{request.Uri.Host} did not answer within {options.Timeout.TotalSeconds:0.#} s.")
                : Failed(e);
        }
    }

    internal HttpsResponse Failed(HttpsOutcome outcome, string error) => Response(outcome, error: error);

    private HttpsResponse Read(HttpResponseMessage response)
    {
        using var body = HttpExchange.Body(response);
        using var content = new MemoryStream();
        var buffer = new byte[BufferSize];
        int read;
        while ((read = body.Read(buffer, 0, buffer.Length)) > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > request.MaxLength)
            {
                return Response(HttpsOutcome.TooLarge, response, error: $"{request.Uri} is larger than {request.MaxLength} octets.");
            }
        }

        return Response(HttpsOutcome.Answered, response, content.ToArray());
    }

    private HttpsResponse Failed(Exception e)
    {
        var causes = Causes(e).ToList();
        if (_isRejected)
        {
            return Failed(HttpsOutcome.CertificateRejected, $"The certificate of {request.Uri.Host} does not hold: {string.Join(" ", _tls!.FaultDetails)}");
        }

        var said = causes[causes.Count - 1].Message;
        return causes.OfType<AuthenticationException>().Any() || (_address is not null && !_hasCertificate && causes.OfType<IOException>().Any())
            ? Failed(HttpsOutcome.TlsFailed, $"The TLS handshake with {request.Uri.Host} failed: {said}")
            : _address is null && causes.OfType<SocketException>().Any()
                ? Failed(HttpsOutcome.ConnectFailed, $"{request.Uri.Host} takes no connection on port {request.Uri.Port}: {said}")
                : Failed(HttpsOutcome.ProtocolError, $"{request.Uri.Host} gave no answer that can be read: {said}");
    }

    private HttpsResponse Response(HttpsOutcome outcome, HttpResponseMessage? response = null, byte[]? content = null, string? error = null) => new()
    {
        Uri = request.Uri.AbsoluteUri,
        Outcome = outcome,
        Error = error,
        StatusCode = response is null ? null : (int)response.StatusCode,
        MediaType = response?.Content?.Headers.ContentType?.MediaType?.ToLowerInvariant(),
        Location = response?.Headers.Location?.OriginalString,
        Content = content ?? [],
        Address = _address?.ToString(),
        Tls = _tls,
        Duration = elapsed(),
    };

    private static IEnumerable<Exception> Causes(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static CertificateJudge NewJudge(HttpsRequest request, HttpsOptions options, TimeProvider clock)
    {
        var tls = new TlsOptions();
        tls.ExtraRoots.AddRange(options.ExtraRoots);
        return new CertificateJudge(request.Uri.IdnHost, tls, clock);
    }
}
