namespace SmtpTools;

/// <summary>What a check may find: the part of a finding that is the same for every server and domain.</summary>
public sealed class FindingKind
{
    internal FindingKind(string id, FindingSeverity severity, string title, string meaning, string remedy, string reference)
    {
        Id = id;
        Severity = severity;
        SeverityWhereTlsIsRequired = severity;
        Title = title;
        Meaning = meaning;
        Remedy = remedy;
        Reference = reference;
    }

    /// <summary>The stable name, as in <c>StartTlsNotOffered</c>.</summary>
    public string Id { get; }

    /// <summary>How much it matters.</summary>
    public FindingSeverity Severity { get; }

    /// <summary>
    /// How much it matters where TLS is required: with the security StartTls or Tls, so by default on the submission ports and with a
    /// credential. Between mail servers TLS is opportunistic (RFC 7435), and a weak one is better than none.
    /// </summary>
    public FindingSeverity SeverityWhereTlsIsRequired { get; internal init; }

    /// <summary>What is found, in a few words.</summary>
    public string Title { get; }

    /// <summary>What it means for the mail.</summary>
    public string Meaning { get; }

    /// <summary>What can be done.</summary>
    public string Remedy { get; }

    /// <summary>Where it is laid down: RFC sections, or a vulnerability's number.</summary>
    public string Reference { get; }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
