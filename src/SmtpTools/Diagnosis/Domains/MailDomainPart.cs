namespace SmtpTools;

/// <summary>One line about one part of a domain's mail.</summary>
public sealed class MailDomainPart
{
    internal MailDomainPart(string name, MailDomainPartState state, string summary)
    {
        Name = name;
        State = state;
        Summary = summary;
    }

    /// <summary>The part as people call it, as in <c>MTA-STS</c>.</summary>
    public string Name { get; }

    /// <summary>How it stands.</summary>
    public MailDomainPartState State { get; }

    /// <summary>What is there, or why nothing is.</summary>
    public string Summary { get; }

    /// <summary>The part's line.</summary>
    /// <returns>Such as <c>MTA-STS: Good, enforce</c>.</returns>
    public override string ToString() => $"{Name}: {State}, {Summary}";
}
