namespace SmtpTools;

/// <summary>The server lacks what the message needs (SIZE, 8BITMIME, SMTPUTF8, REQUIRETLS ...): it was not sent, and the session goes on.</summary>
public sealed class SmtpRequirementException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What is needed, why, and what the server offers.</param>
    /// <param name="requirement">The EHLO keyword, or a word for what is needed.</param>
    public SmtpRequirementException(string message, string requirement)
        : base(message)
    {
        Requirement = requirement;
        Phase = SmtpPhase.Mail;
    }

    /// <summary>The EHLO keyword of what is needed.</summary>
    public string Requirement { get; }
}
