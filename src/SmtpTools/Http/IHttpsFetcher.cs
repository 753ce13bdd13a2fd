namespace SmtpTools;

/// <summary>The only way to files over HTTPS. Implementations are safe to use from several threads at once; a failure is an outcome, never an exception.</summary>
public interface IHttpsFetcher
{
    /// <summary>Fetches a file: one GET request, no redirect followed, nothing kept or taken from a cache.</summary>
    /// <param name="request">What to fetch.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    HttpsResponse Fetch(HttpsRequest request, CancellationToken cancellationToken = default);
}
