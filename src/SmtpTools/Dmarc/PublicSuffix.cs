namespace SmtpTools;

/// <summary>The name above a domain below which others register theirs, as a list of public suffixes has it.</summary>
public sealed class PublicSuffix
{
    internal PublicSuffix(string name, string? rule, bool isPrivate)
    {
        Name = name;
        Rule = rule;
        IsPrivate = isPrivate;
    }

    /// <summary>The suffix in ASCII, such as <c>co.uk</c>.</summary>
    public string Name { get; }

    /// <summary>The list's rule that says so, as it is written: <c>co.uk</c>, <c>*.ck</c>, <c>!www.ck</c>; null where none speaks of the domain, so that its last label counts.</summary>
    public string? Rule { get; }

    /// <summary>Whether the rule stands among the list's private domains: names of companies that let others have names below theirs, and not of registries.</summary>
    public bool IsPrivate { get; }

    /// <summary>The suffix.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
