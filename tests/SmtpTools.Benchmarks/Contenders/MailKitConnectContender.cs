using System.Diagnostics;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>MailKit opening and quitting sessions: what counts is a connection, not a message.</summary>
internal sealed class MailKitConnectContender(Workload workload) : IContender
{
    public long SendUntil(long timestamp)
    {
        long opened = 0;
        do
        {
            using var client = MailKitContender.Open(workload, noDelay: true);
            client.Disconnect(quit: true);
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
