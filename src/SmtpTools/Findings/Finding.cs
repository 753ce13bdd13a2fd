namespace SmtpTools;

/// <summary>Something that a check found on a server, between servers, or in what a domain publishes about its mail.</summary>
public sealed class Finding
{
    internal Finding(FindingKind kind, FindingSeverity severity, string check, string evidence)
    {
        Id = kind.Id;
        Severity = severity;
        Check = check;
        Title = kind.Title;
        Evidence = evidence;
        Meaning = kind.Meaning;
        Remedy = kind.Remedy;
        Reference = kind.Reference;
    }

    /// <summary>The stable name of what was found, as in <c>StartTlsNotOffered</c>.</summary>
    public string Id { get; }

    /// <summary>How much it matters here.</summary>
    public FindingSeverity Severity { get; }

    /// <summary>The check that found it: one of Test-SmtpServer's, or the standard whose record it is about, as in <c>Spf</c>.</summary>
    public string Check { get; }

    /// <summary>What was found, in a few words.</summary>
    public string Title { get; }

    /// <summary>What was seen here.</summary>
    public string Evidence { get; }

    /// <summary>What it means for the mail.</summary>
    public string Meaning { get; }

    /// <summary>What can be done.</summary>
    public string Remedy { get; }

    /// <summary>Where it is laid down: RFC sections, or a vulnerability's number.</summary>
    public string Reference { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Severity} {Id}: {Evidence}";
}
