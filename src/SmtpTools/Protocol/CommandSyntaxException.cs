namespace SmtpTools.Protocol;

/// <summary>A command line breaks the grammar; the exception is the reply to it.</summary>
internal sealed class CommandSyntaxException(int code, EnhancedStatusCode status, string message) : SmtpToolsException(message)
{
    /// <summary>The reply code: 500, 501, 553 or 555.</summary>
    public int Code { get; } = code;

    /// <summary>The enhanced status code.</summary>
    public EnhancedStatusCode Status { get; } = status;

    /// <summary>501 5.5.4: an argument that is not as the command's grammar wants it.</summary>
    public static CommandSyntaxException Argument(string message) => new(501, new EnhancedStatusCode(5, 5, 4), message);
}
