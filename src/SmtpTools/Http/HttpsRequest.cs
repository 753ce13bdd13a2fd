namespace SmtpTools;

/// <summary>A file to be fetched over HTTPS.</summary>
public sealed class HttpsRequest
{
    /// <summary>Makes a request.</summary>
    /// <param name="uri">Where the file is; its scheme must be https.</param>
    /// <param name="maxLength">The most octets that are read of it; more is an error.</param>
    /// <exception cref="ArgumentException">The address is none, or of another scheme.</exception>
    public HttpsRequest(Uri uri, int maxLength)
    {
        if (uri is not { IsAbsoluteUri: true } || uri.Scheme != Uri.UriSchemeHttps || uri.Host.Length == 0)
        {
            throw new ArgumentException("Only https is fetched.", nameof(uri));
        }

        Uri = uri;
        MaxLength = maxLength;
    }

    /// <summary>Where the file is.</summary>
    public Uri Uri { get; }

    /// <summary>The most octets that are read of it.</summary>
    public int MaxLength { get; }
}
