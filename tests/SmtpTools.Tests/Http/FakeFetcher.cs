using System.Text;

namespace SmtpTools.Tests.Http;

/// <summary>Files in memory.</summary>
internal sealed class FakeFetcher : IHttpsFetcher
{
    private readonly Dictionary<string, HttpsResponse> _answers = new(StringComparer.Ordinal);

    /// <summary>What was asked for.</summary>
    internal List<string> Requests { get; } = [];

    internal FakeFetcher Add(string uri, byte[] content, string? mediaType = "text/plain", int status = 200, string? location = null)
    {
        _answers[uri] = new HttpsResponse { Uri = uri, Outcome = HttpsOutcome.Answered, StatusCode = status, MediaType = mediaType, Location = location, Content = content };
        return this;
    }

    internal FakeFetcher Add(string uri, string content, string? mediaType = "text/plain", int status = 200, string? location = null) =>
        Add(uri, Encoding.UTF8.GetBytes(content), mediaType, status, location);

    internal FakeFetcher Fails(string uri, HttpsOutcome outcome)
    {
        _answers[uri] = new HttpsResponse { Uri = uri, Outcome = outcome, Error = $"{outcome}." };
        return this;
    }

    public HttpsResponse Fetch(HttpsRequest request, CancellationToken cancellationToken = default)
    {
        var uri = request.Uri.AbsoluteUri;
        Requests.Add(uri);
        return _answers.TryGetValue(uri, out var answer)
            ? answer.Content.Length > request.MaxLength ? new HttpsResponse { Uri = uri, Outcome = HttpsOutcome.TooLarge, Error = "Too large." } : answer
            : new HttpsResponse { Uri = uri, Outcome = HttpsOutcome.HostNotFound, Error = $"{request.Uri.Host} does not exist." };
    }
}
