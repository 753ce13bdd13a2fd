namespace SmtpTools.Diagnosis;

/// <summary>Several pieces of one test at the same time, on the calling thread and others.</summary>
internal static class SideBySide
{
    /// <summary>Does them all.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="most">The most at a time.</param>
    /// <param name="work">Does one, given its number from 0.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Run(int count, int most, Action<int> work, CancellationToken cancellationToken)
    {
        try
        {
            _ = Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = most, CancellationToken = cancellationToken }, work);
        }
        catch (AggregateException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
