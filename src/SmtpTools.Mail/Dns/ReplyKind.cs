namespace SmtpTools.Mail.Dns;

/// <summary>What a try at a server gave.</summary>
internal enum ReplyKind
{
    /// <summary>A response, of whatever code.</summary>
    Response,

    /// <summary>Nothing, within the time.</summary>
    Silence,

    /// <summary>Something that is no answer to the question, or no way to the server.</summary>
    Unusable,
}
