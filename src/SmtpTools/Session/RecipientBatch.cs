namespace SmtpTools.Session;

/// <summary>The recipients of one transaction, and what becomes of each. All of a message's are one batch without copying.</summary>
/// <param name="Targets">The recipients.</param>
/// <param name="Results">Their results, in the same order.</param>
internal readonly record struct RecipientBatch(IReadOnlyList<SmtpRecipient> Targets, IReadOnlyList<RecipientResult> Results)
{
    public static RecipientBatch Empty => new([], []);

    public int Count => Targets.Count;

    /// <summary>How many domains the recipients have.</summary>
    public int Domains => Targets.Select(DomainOf).Distinct(StringComparer.OrdinalIgnoreCase).Count();

    /// <summary>As many of the first ones as there may be, and the others.</summary>
    /// <param name="most">Most recipients.</param>
    /// <param name="mostDomains">Most domains among them.</param>
    public (RecipientBatch First, RecipientBatch Others) Split(int most, int mostDomains)
    {
        if (mostDomains < most && Domains > mostDomains)
        {
            return SplitByDomain(most, mostDomains);
        }

        return Count <= most ? (this, Empty) : (Range(0, most), Range(most, Count - most));
    }

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

    private static string DomainOf(SmtpRecipient recipient) => recipient.Mailbox.Domain?.Ascii ?? recipient.Mailbox.DomainText;

    /// <summary>Recipients of the first domains, in the order given; those of further domains wait with the rest.</summary>
    private (RecipientBatch First, RecipientBatch Others) SplitByDomain(int most, int mostDomains)
    {
        var domains = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var (targets, results) = (new List<SmtpRecipient>(), new List<RecipientResult>());
        var (waiting, waitingResults) = (new List<SmtpRecipient>(), new List<RecipientResult>());
        for (var i = 0; i < Count; i++)
        {
            var domain = DomainOf(Targets[i]);
            var fits = targets.Count < most && (domains.Contains(domain) || domains.Count < mostDomains);
            (fits ? targets : waiting).Add(Targets[i]);
            (fits ? results : waitingResults).Add(Results[i]);
            _ = fits && domains.Add(domain);
        }

        return (new(targets, results), new(waiting, waitingResults));
    }

    private RecipientBatch Range(int start, int count) => new([.. Targets.Skip(start).Take(count)], [.. Results.Skip(start).Take(count)]);
}
