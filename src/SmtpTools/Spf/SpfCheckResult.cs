namespace SmtpTools;

/// <summary>Whether a client may send for a domain, and how that came about (RFC 7208 2.6, 4).</summary>
public sealed class SpfCheckResult
{
    internal SpfCheckResult()
    {
    }

    /// <summary>The client's address.</summary>
    public required string IPAddress { get; init; }

    /// <summary>The identity that was checked, as the macro s shows it: the MAIL FROM address, or postmaster at the HELO name.</summary>
    public required string Sender { get; init; }

    /// <summary>The name given in HELO; null where it is not known.</summary>
    public required string? Helo { get; init; }

    /// <summary>Which identity was checked: <c>mailfrom</c> or <c>helo</c> (RFC 7208 2.3, 2.4).</summary>
    public required string Identity { get; init; }

    /// <summary>The domain that was checked, in ASCII; as it was given, where it is not a domain name.</summary>
    public required string Domain { get; init; }

    /// <summary>The result.</summary>
    public required SpfResult Result { get; init; }

    /// <summary>The mechanism that decided, as written in the record where it stands; null where none did.</summary>
    public string? Mechanism { get; init; }

    /// <summary>
    /// The way to the deciding mechanism: the includes and redirects that lead to it, and it. With an error the way to where it arose.
    /// Empty where no mechanism matched.
    /// </summary>
    public IReadOnlyList<SpfStep> Path { get; init; } = [];

    /// <summary>Every term that was looked at, in order.</summary>
    public IReadOnlyList<SpfStep> Steps { get; init; } = [];

    /// <summary>The checked domain's own words about a fail, from its exp modifier; null where there are none (RFC 7208 6.2).</summary>
    public string? Explanation { get; init; }

    /// <summary>Why there is no decision, in a sentence; null where there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>How many terms caused DNS queries, of at most 10 (RFC 7208 4.6.4).</summary>
    public int LookupCount { get; init; }

    /// <summary>How many of their answers were empty, of at most 2 (RFC 7208 4.6.4).</summary>
    public int VoidLookupCount { get; init; }

    /// <summary>How long the check took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether the same check may give another result later.</summary>
    public bool IsTransient => Result == SpfResult.TempError;

    /// <summary>The client, the identity and the result.</summary>
    /// <returns>Such as <c>192.0.2.1 for user@example.com: Pass</c>.</returns>
    public override string ToString() => $"{IPAddress} for {Sender}: {Result}";
}
