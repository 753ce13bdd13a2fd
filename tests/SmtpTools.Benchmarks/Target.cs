using System.Globalization;

namespace SmtpTools.Benchmarks;

/// <summary>One figure that this engine is to reach, and what it came to.</summary>
/// <param name="What">What is measured.</param>
/// <param name="Least">The least it may be; null where there is a most.</param>
/// <param name="Most">The most it may be; null where there is a least.</param>
/// <param name="Value">What it was.</param>
internal sealed record Target(string What, double? Least, double? Most, double Value)
{
    public bool IsReached => Least is { } least ? Value >= least : Value <= Most;

    public static Target AtLeast(double least, double value, string what) => new(what, least, null, value);

    public static Target AtMost(double most, double value, string what) => new(what, null, most, value);

    public static void Print(IEnumerable<Target> targets, Report report)
    {
        report.Heading("Targets");
        report.Line("| what | wanted | measured | |");
        report.Line("| --- | ---: | ---: | --- |");
        foreach (var target in targets)
        {
            report.Line(string.Format(
                CultureInfo.InvariantCulture, "| {0} | {1} {2:0.##} | {3:0.00} | {4} |",
                target.What, target.Least is null ? "at most" : "at least", target.Least ?? target.Most, target.Value, target.IsReached ? "reached" : "not reached"));
        }
    }
}
