namespace SmtpTools;

/// <summary>How one part of a domain's mail stands.</summary>
public enum MailDomainPartState
{
    /// <summary>It is there, and nothing is wrong with it.</summary>
    Good,

    /// <summary>It is there and works, and something is weak.</summary>
    Weak,

    /// <summary>It is broken.</summary>
    Bad,

    /// <summary>It is not there, or was not found among what was tried.</summary>
    Absent,

    /// <summary>It could not be asked for: nothing is known.</summary>
    Unknown,
}
