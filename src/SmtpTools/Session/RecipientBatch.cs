namespace SmtpTools.Session;

/// <summary>The recipients of one transaction, and what becomes of each. All of a message's are one batch without copying.</summary>
/// <param name="Targets">The recipients.</param>
/// <param name="Results">Their results, in the same order.</param>
internal readonly record struct RecipientBatch(IReadOnlyList<SmtpRecipient> Targets, IReadOnlyList<RecipientResult> Results)
{
    public static RecipientBatch Empty => new([], []);

    public int Count => Targets.Count;

    /// <summary>As many of the first ones as there may be.</summary>
    public RecipientBatch First(int most) => Count <= most ? this : Range(0, most);

    /// <summary>Those behind the first ones.</summary>
    public RecipientBatch After(int count) => Count <= count ? Empty : Range(count, Count - count);

    /// <summary>These and others behind them.</summary>
    public RecipientBatch Then(RecipientBatch others) =>
        Count == 0 ? others : others.Count == 0 ? this : new([.. Targets, .. others.Targets], [.. Results, .. others.Results]);

    /// <summary>Those whose result meets a condition.</summary>
    public RecipientBatch Where(Predicate<RecipientResult> condition)
    {
        var met = 0;
        while (met < Count && condition(Results[met]))
        {
            met++;
        }

        if (met == Count)
        {
            return this;
        }

        var (targets, results) = (Targets.Take(met).ToList(), Results.Take(met).ToList());
        for (var i = met + 1; i < Count; i++)
        {
            if (condition(Results[i]))
            {
                targets.Add(Targets[i]);
                results.Add(Results[i]);
            }
        }

        return new(targets, results);
    }

    private RecipientBatch Range(int start, int count) => new([.. Targets.Skip(start).Take(count)], [.. Results.Skip(start).Take(count)]);
}
