namespace SmtpTools;

/// <summary>What came of holding a server's certificates against TLSA records.</summary>
public sealed class DaneMatch
{
    internal DaneMatch(DaneMatchOutcome outcome)
    {
        Outcome = outcome;
    }

    /// <summary>What came of it.</summary>
    public DaneMatchOutcome Outcome { get; }

    /// <summary>The record that matches; null where none does.</summary>
    public DaneAssociation? Association { get; internal init; }

    /// <summary>Where in the chain the matched certificate stands: 0 for the server's own; null where none matches.</summary>
    public int? Depth { get; internal init; }

    /// <summary>The matched certificate; null where none matches.</summary>
    public CertificateFacts? Certificate { get; internal init; }

    /// <summary>Why the other records do not match, a sentence for each; empty where one does.</summary>
    public IReadOnlyList<string> Reasons { get; internal init; } = [];

    /// <summary>Whether the server is authenticated.</summary>
    public bool IsMatched => Outcome == DaneMatchOutcome.Matched;

    /// <summary>The outcome and the record behind it.</summary>
    /// <returns>Such as <c>Matched: 3 1 1 8cb0...</c>.</returns>
    public override string ToString() => Association is null ? Outcome.ToString() : $"{Outcome}: {Association}";
}
