namespace SmtpTools;

/// <summary>What may be found about one standard: a chapter of the catalogue of findings.</summary>
public sealed class FindingGroup
{
    internal FindingGroup(string id, string description, IReadOnlyList<FindingKind> kinds)
    {
        Id = id;
        Description = description;
        Kinds = kinds.ToArray();
    }

    /// <summary>The standard, as it stands in <see cref="Finding.Check"/>.</summary>
    public string Id { get; }

    /// <summary>What is looked at, in a sentence.</summary>
    public string Description { get; }

    /// <summary>What may be found.</summary>
    public IReadOnlyList<FindingKind> Kinds { get; }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
