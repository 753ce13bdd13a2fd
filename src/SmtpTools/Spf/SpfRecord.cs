namespace SmtpTools;

/// <summary>An SPF record, read (RFC 7208 3, 4.6).</summary>
public sealed class SpfRecord
{
    internal SpfRecord(string text, IReadOnlyList<SpfTerm> terms, IReadOnlyList<SpfSyntaxError> errors)
    {
        Text = text;
        Terms = terms;
        Errors = errors;
        Mechanisms = terms.OfType<SpfMechanism>().ToArray();
        All = Mechanisms.FirstOrDefault(static m => m.Kind == SpfMechanismKind.All);
        Redirect = terms.OfType<SpfModifier>().FirstOrDefault(static m => m.IsRedirect);
        Explanation = terms.OfType<SpfModifier>().FirstOrDefault(static m => m.IsExplanation);
    }

    /// <summary>The record as published, its strings joined.</summary>
    public string Text { get; }

    /// <summary>The terms that could be read, in order.</summary>
    public IReadOnlyList<SpfTerm> Terms { get; }

    /// <summary>What breaks the grammar. One error anywhere makes the whole record a permerror (RFC 7208 4.6).</summary>
    public IReadOnlyList<SpfSyntaxError> Errors { get; }

    /// <summary>Whether the record follows the grammar.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>The mechanisms among the terms.</summary>
    internal IReadOnlyList<SpfMechanism> Mechanisms { get; }

    internal SpfMechanism? All { get; }

    internal SpfModifier? Redirect { get; }

    internal SpfModifier? Explanation { get; }

    /// <summary>The record as published.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
