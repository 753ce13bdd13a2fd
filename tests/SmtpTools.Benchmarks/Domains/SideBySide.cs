namespace SmtpTools.Benchmarks.Domains;

/// <summary>Works on many inputs as the cmdlets do: on a bounded number of threads that take the next one each.</summary>
internal static class SideBySide
{
    /// <summary>The default of the cmdlets' -ThrottleLimit.</summary>
    public const int Threads = 32;

    public static void Run(int from, int count, Action<int> work)
    {
        var next = from - 1;
        Exception? failure = null;
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            try
            {
                for (int i; failure is null && (i = Interlocked.Increment(ref next)) < from + count;)
                {
                    work(i);
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        if (failure is not null)
        {
            throw new InvalidOperationException("A run failed.", failure);
        }
    }
}
