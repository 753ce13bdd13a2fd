using System.Text;

namespace SmtpTools.Sasl;

/// <summary>Which mechanisms are to be tried, in order, and why the others are not.</summary>
internal sealed class SaslPlan(IReadOnlyList<string> offered, IReadOnlyList<SaslCandidate> candidates, IReadOnlyList<UnusedMechanism> unused)
{
    /// <summary>What the server offers.</summary>
    public IReadOnlyList<string> Offered { get; } = offered;

    /// <summary>What to try, the best first. Empty where the server offers nothing that can be used.</summary>
    public IReadOnlyList<SaslCandidate> Candidates { get; } = candidates;

    /// <summary>Every mechanism that is offered, or was asked for by name, and is no candidate.</summary>
    public IReadOnlyList<UnusedMechanism> Unused { get; } = unused;

    /// <summary>What the server offers and why each was not used, in a few sentences.</summary>
    /// <param name="failed">Candidates that could not start, with the reason.</param>
    public string Explain(IEnumerable<UnusedMechanism> failed)
    {
        var text = new StringBuilder(Offered.Count == 0
            ? "The server offers no authentication."
            : $"The server offers {string.Join(", ", Offered)}.");
        foreach (var mechanism in failed.Concat(Unused))
        {
            _ = text.Append(' ').Append(mechanism).Append('.');
        }

        return text.ToString();
    }
}
