namespace SmtpTools.Diagnosis;

/// <summary>Reads a server's answers to MAIL and RCPT.</summary>
internal static class RecipientVerdict
{
    // What servers that greylist say, in one form or another; RFC 6647 5 recommends no text.
    private static readonly string[] s_greylistWords = ["greylist", "graylist", "grey-list", "gray-list", "grey list", "gray list"];

    /// <summary>The status that an answer to RCPT, or a refusal of MAIL, comes to.</summary>
    public static RecipientStatus Of(SmtpReply reply, bool isToMail) => reply switch
    {
        { IsPositive: true } => RecipientStatus.Accepted,
        { IsTransientFailure: true } => IsGreylisting(reply, isToMail) ? RecipientStatus.Greylisted : RecipientStatus.Deferred,

        // A refusal of the sender says nothing of the recipient.
        _ when isToMail => RecipientStatus.Policy,
        { EnhancedStatus.Subject: 7 } => RecipientStatus.Policy,

        // RFC 3463 3.2: X.1.1 to X.1.6 and X.1.10 are about the recipient's address, X.1.7 and X.1.8 about the sender's.
        { EnhancedStatus: { Subject: 1, Detail: 7 or 8 } } => RecipientStatus.Policy,
        { EnhancedStatus.Subject: 1 } => RecipientStatus.Unknown,
        { EnhancedStatus.Subject: 2 } or { Code: 552 } => RecipientStatus.MailboxUnavailable,

        // RFC 5321 4.2.3: 551 user not local, 553 mailbox name not allowed.
        { EnhancedStatus: null, Code: 551 or 553 } => RecipientStatus.Unknown,
        _ => RecipientStatus.Refused,
    };

    // 450 and 451 with X.7.1 or X.2.0 at RCPT are what Postfix's, Exim's and others' greylisting answers.
    private static bool IsGreylisting(SmtpReply reply, bool isToMail) =>
        s_greylistWords.Any(word => reply.Text.Contains(word, StringComparison.OrdinalIgnoreCase))
        || (!isToMail && reply is { Code: 450 or 451, EnhancedStatus: { Subject: 7, Detail: 1 } or { Subject: 2, Detail: 0 } });
}
