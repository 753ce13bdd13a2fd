namespace SmtpTools.Authentication;

/// <summary>Says in a sentence what the results of a message come to.</summary>
internal static class AuthenticationVerdict
{
    /// <summary>The sentence.</summary>
    public static string Of(MailAuthenticationResult result) => result.Dmarc switch
    {
        { Result: DmarcResult.Pass } dmarc => $"Authentic: {Proofs(dmarc)} for {result.FromDomain}",
        { Result: DmarcResult.Fail } dmarc => $"Not authentic: nothing proves {result.FromDomain}, which asks {Wish(dmarc.Disposition)}{Forwarded(result)}",
        { Result: DmarcResult.TempError } => $"Undecided: DNS did not say all that {result.FromDomain} needs; check again later",
        { Result: DmarcResult.None } => $"Undecided: {result.FromDomain} has no DMARC policy; {Passes(result)}",
        _ when result.FromDomain is null => "Undecided: From names no one domain",
        _ => $"Undecided: the DMARC record of {result.FromDomain} can't be used",
    };

    private static string Proofs(DmarcVerdict dmarc)
    {
        var proofs = dmarc.Identifiers.Where(identifier => identifier is { IsAuthenticated: true, IsAligned: true })
            .Select(identifier => $"{identifier.Mechanism.ToUpperInvariant()} of {identifier.Domain}").Distinct().ToList();
        return $"{string.Join(" and ", proofs)} {(proofs.Count == 1 ? "stands" : "stand")}";
    }

    private static string Wish(DmarcPolicy policy) => policy switch
    {
        DmarcPolicy.Reject => "to reject such mail",
        DmarcPolicy.Quarantine => "to treat such mail as suspicious",
        _ => "nothing for such mail (p=none)",
    };

    // Forwarding breaks SPF and often DKIM; a chain whose first sealer is trusted may speak for the message (RFC 8617 7.2).
    private static string Forwarded(MailAuthenticationResult result) =>
        result.Arc.Result == ArcResult.Pass ? $"; its ARC chain holds, sealed by {string.Join(", ", result.Arc.Sets.Select(set => set.Domain).Distinct())}" : string.Empty;

    private static string Passes(MailAuthenticationResult result)
    {
        var passes = result.Dkim.Where(signature => signature.Result == DkimResult.Pass).Select(signature => $"DKIM of {signature.Domain}").Distinct()
            .Concat(result.Spf is { Result: SpfResult.Pass } spf ? [$"SPF of {spf.Domain}"] : []).ToList();
        return passes.Count == 0 ? "neither DKIM nor SPF passes" : $"{string.Join(" and ", passes)} {(passes.Count == 1 ? "passes" : "pass")}";
    }
}
