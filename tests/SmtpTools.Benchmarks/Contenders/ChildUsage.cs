using System.Runtime.InteropServices;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>What the processes started by this one and ended since have used (getrusage); the runtime tells it only of a process that runs.</summary>
internal readonly record struct ChildUsage(double CpuSeconds, long PeakKiB)
{
    private const int RUsageChildren = -1;

    public static ChildUsage Now()
    {
        // struct rusage on 64-bit Linux: two timevals of two longs, the largest resident set in KiB, and more longs that are not looked at.
        var usage = new long[18];
        return NativeMethods.GetRUsage(RUsageChildren, usage) == 0
            ? new ChildUsage(usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6), usage[4])
            : throw new InvalidOperationException("getrusage failed.");
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "getrusage")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int GetRUsage(int who, [Out] long[] usage);
    }
}
