namespace SmtpTools;

/// <summary>Whether a message is from whom it says could not be told, since DNS did not say all that counts.</summary>
/// <param name="result">What is known.</param>
public sealed class MailAuthenticationException(MailAuthenticationResult result)
    : SmtpToolsException(result is null ? throw new ArgumentNullException(nameof(result)) : result.Verdict)
{
    /// <summary>What is known.</summary>
    public MailAuthenticationResult Result { get; } = result;

    /// <inheritdoc/>
    public override bool IsTransient => Result.IsTransient;
}
