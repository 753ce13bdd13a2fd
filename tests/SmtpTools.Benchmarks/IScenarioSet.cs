namespace SmtpTools.Benchmarks;

/// <summary>Scenarios about one thing, chosen by their name.</summary>
internal interface IScenarioSet
{
    string Name { get; }

    /// <summary>Measures, and reports as it goes.</summary>
    /// <param name="quick">Only what takes a minute or two, instead of all of it.</param>
    /// <param name="report">Where the tables go.</param>
    /// <returns>All figures, to be written as JSON, and the targets that they reach or not.</returns>
    (object Figures, IReadOnlyList<Target> Targets) Measure(bool quick, Report report);
}
