using System.Diagnostics;
using System.Runtime;

namespace SmtpTools.Benchmarks;

/// <summary>Work that does not count, so that the compiler's time is not taken for a contender's.</summary>
internal static class WarmUp
{
    // On a busy machine the compiler may never be done.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <summary>Repeats a step until the compiler had next to nothing to do in it.</summary>
    /// <param name="step">A part of the work, of a second or more.</param>
    public static void UntilCompiled(Action step)
    {
        const int FewMethods = 5;
        var clock = Stopwatch.StartNew();
        long compiled;
        do
        {
            compiled = JitInfo.GetCompiledMethodCount();
            step();
        }
        while (JitInfo.GetCompiledMethodCount() - compiled > FewMethods && clock.Elapsed < s_longest);
    }
}
