namespace SmtpTools;

/// <summary>A DMARC policy record, read (RFC 9989 4.7). Tags that are wrong have their default values (RFC 9989 4.8).</summary>
public sealed class DmarcRecord
{
    internal DmarcRecord()
    {
    }

    /// <summary>The record as published, its strings joined.</summary>
    public required string Text { get; init; }

    /// <summary>The tags that could be read.</summary>
    public required IReadOnlyList<RecordTag> Tags { get; init; }

    /// <summary>The policy for the domain itself (p); null where it is missing or wrong.</summary>
    public DmarcPolicy? Policy { get; init; }

    /// <summary>The policy for subdomains that exist (sp); null where p holds for them.</summary>
    public DmarcPolicy? SubdomainPolicy { get; init; }

    /// <summary>The policy for subdomains that do not exist (np); null where sp or p holds for them.</summary>
    public DmarcPolicy? NonexistentPolicy { get; init; }

    /// <summary>What the record says of its domain's place (psd).</summary>
    public DmarcPsd Psd { get; init; }

    /// <summary>Whether the owner tests the policy, so that one level less is to be applied (t).</summary>
    public bool IsTesting { get; init; }

    /// <summary>How DKIM domains have to agree with the From domain (adkim).</summary>
    public DmarcAlignment DkimAlignment { get; init; }

    /// <summary>How the SPF domain has to agree with the From domain (aspf).</summary>
    public DmarcAlignment SpfAlignment { get; init; }

    /// <summary>When failure reports are wanted (fo): some of <c>0</c>, <c>1</c>, <c>d</c>, <c>s</c>.</summary>
    public IReadOnlyList<string> FailureOptions { get; init; } = Array.AsReadOnly<string>(["0"]);

    /// <summary>Where aggregate reports are to go (rua).</summary>
    public IReadOnlyList<DmarcReportUri> AggregateReports { get; init; } = [];

    /// <summary>Where failure reports are to go (ruf).</summary>
    public IReadOnlyList<DmarcReportUri> FailureReports { get; init; } = [];

    /// <summary>Tags of RFC 7489 that mean nothing any more: pct, rf and ri (RFC 9989 C.5.2).</summary>
    public IReadOnlyList<RecordTag> ObsoleteTags { get; init; } = [];

    /// <summary>Tags that no RFC knows; they are passed over (RFC 9989 4.7).</summary>
    public IReadOnlyList<RecordTag> UnknownTags { get; init; } = [];

    /// <summary>What is wrong with the record's tags.</summary>
    public required IReadOnlyList<RecordTagError> Errors { get; init; }

    /// <summary>
    /// Whether receivers apply DMARC by this record: its policies are valid, or it asks for reports at a valid address, which makes it
    /// <c>p=none</c> (RFC 9989 4.10.1).
    /// </summary>
    public required bool IsApplicable { get; init; }

    /// <summary>Whether a wrong or missing policy makes the record one of <c>p=none</c> (RFC 9989 4.10.1).</summary>
    public required bool IsPolicyReplaced { get; init; }

    /// <summary>The record as published.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
