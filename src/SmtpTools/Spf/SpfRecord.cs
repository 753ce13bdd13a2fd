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
        Ignored = All is { } all ? terms.Where(t => (t is SpfMechanism && t.Position > all.Position) || t == Redirect).ToArray() : [];
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

    /// <summary>What no check looks at: the mechanisms behind all, and redirect in a record that has all (RFC 7208 5.1).</summary>
    internal IReadOnlyList<SpfTerm> Ignored { get; }

    /// <summary>The terms that checks look at.</summary>
    internal IEnumerable<SpfTerm> Evaluated => Terms.Except(Ignored);

    internal SpfModifier? Redirect { get; }

    internal SpfModifier? Explanation { get; }

    /// <summary>The record as published.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
