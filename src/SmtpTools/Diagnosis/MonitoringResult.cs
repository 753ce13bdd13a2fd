using SmtpTools.Diagnosis;

namespace SmtpTools;

/// <summary>What tests of servers come to for a monitoring system.</summary>
public sealed class MonitoringResult
{
    private MonitoringResult(MonitoringState state, string text)
    {
        State = state;
        Text = text;
    }

    /// <summary>The worst state of all tests; Unknown where there is none.</summary>
    public MonitoringState State { get; }

    /// <summary>The exit code that a plug-in ends with: 0 to 3.</summary>
    public int ExitCode => (int)State;

    /// <summary>What the plug-in writes, or what is scraped.</summary>
    public string Text { get; }

    /// <summary>Writes tests for a monitoring system.</summary>
    /// <param name="tests">The tests.</param>
    /// <param name="format">The format.</param>
    public static MonitoringResult From(IReadOnlyList<SmtpServerTest> tests, MonitoringFormat format)
    {
        if (tests is null)
        {
            throw new ArgumentNullException(nameof(tests));
        }

        var state = tests.Count == 0 ? MonitoringState.Unknown : tests.Max(StateOf);
        return new MonitoringResult(state, format == MonitoringFormat.Prometheus ? PrometheusText.Of(tests) : NagiosText.Of(tests, state));
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    internal static MonitoringState StateOf(SmtpServerTest test) => !test.Passed ? MonitoringState.Critical
        : test.Findings.Any(static finding => finding.Severity == FindingSeverity.Warning) ? MonitoringState.Warning
        : MonitoringState.Ok;
}
