using System.Diagnostics;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>This engine opening and quitting sessions: what counts is a connection, not a message.</summary>
internal sealed class SmtpToolsConnectContender(Workload workload, bool mayResume) : IContender
{
    public long SendUntil(long timestamp)
    {
        long opened = 0;
        do
        {
            using var session = SmtpToolsContender.Open(workload, chunking: true, mayResume);
            _ = session.Quit();
            opened++;
        }
        while (Stopwatch.GetTimestamp() < timestamp);
        return opened;
    }

    public void Dispose()
    {
        // Every session ended where it began.
    }
}
