using System.Globalization;

namespace SmtpTools;

/// <summary>What came of fetching a file over HTTPS: every step as a fact.</summary>
public sealed class HttpsResponse
{
    /// <summary>What was asked for.</summary>
    public required string Uri { get; init; }

    /// <summary>What became of it.</summary>
    public required HttpsOutcome Outcome { get; init; }

    /// <summary>Why nothing was read, in a sentence; null where the server answered.</summary>
    public string? Error { get; init; }

    /// <summary>The status code; null where the server did not answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The media type without its parameters, in lower case; null where none was given.</summary>
    public string? MediaType { get; init; }

    /// <summary>Where the server points to with a status of 3xx; it is not followed. Null where it points nowhere.</summary>
    public string? Location { get; init; }

    /// <summary>The file; empty unless the server answered.</summary>
    public byte[] Content { get; init; } = [];

    /// <summary>The address that was connected to; null where none was, or where the platform does not tell.</summary>
    public string? Address { get; init; }

    /// <summary>The server's certificate and what is wrong with it; null where none was seen.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether the server answered with 200.</summary>
    public bool IsOk => Outcome == HttpsOutcome.Answered && StatusCode == 200;

    /// <summary>Whether fetching again may help: DNS, the network or the server failed for now.</summary>
    public bool IsTransient => Outcome is HttpsOutcome.LookupFailed or HttpsOutcome.ConnectFailed or HttpsOutcome.Timeout
        || (Outcome == HttpsOutcome.Answered && StatusCode is >= 500 or 408 or 429);

    /// <summary>The address and what became of it.</summary>
    /// <returns>Such as <c>https://mta-sts.example.com/.well-known/mta-sts.txt: 200</c>.</returns>
    public override string ToString() => $"{Uri}: {StatusCode?.ToString(CultureInfo.InvariantCulture) ?? Outcome.ToString()}";
}
