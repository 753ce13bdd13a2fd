namespace SmtpTools.Findings;

/// <summary>The findings about one domain under one standard, as they are gathered.</summary>
internal sealed class FindingList(string check)
{
    private readonly List<Finding> _findings = [];

    public void Add(FindingKind kind, string evidence) => _findings.Add(new Finding(kind, kind.Severity, check, evidence));

    /// <summary>The gravest first; those of one severity in the order in which they were found.</summary>
    public IReadOnlyList<Finding> Sorted() => _findings.OrderByDescending(static finding => finding.Severity).ToArray();
}
