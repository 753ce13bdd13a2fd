namespace SmtpTools;

/// <summary>How urgent a message is, as mail programs show it.</summary>
public enum MailPriority
{
    /// <summary>Nothing is said.</summary>
    Normal,

    /// <summary>Low: <c>X-Priority: 5</c>, <c>Importance: low</c>, <c>Priority: non-urgent</c>.</summary>
    Low,

    /// <summary>High: <c>X-Priority: 1</c>, <c>Importance: high</c>, <c>Priority: urgent</c>.</summary>
    High,
}
