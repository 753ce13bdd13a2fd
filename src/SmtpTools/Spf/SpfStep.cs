namespace SmtpTools;

/// <summary>One term that a check looked at.</summary>
/// <param name="Domain">The domain whose record holds the term.</param>
/// <param name="Term">The term as written.</param>
/// <param name="Depth">How many includes and redirects lead to the record: 0 for the checked domain's own.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">What was compared or found, in a few words.</param>
public sealed record SpfStep(string Domain, string Term, int Depth, SpfStepOutcome Outcome, string Detail)
{
    /// <summary>Where the term stands.</summary>
    /// <returns>Such as <c>example.com: include:_spf.example.net</c>.</returns>
    public override string ToString() => $"{Domain}: {Term}";
}
