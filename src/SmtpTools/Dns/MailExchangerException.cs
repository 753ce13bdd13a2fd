namespace SmtpTools;

/// <summary>Where a domain's mail goes could not be told: the name is none, or DNS did not say.</summary>
/// <param name="result">What is known.</param>
public sealed class MailExchangerException(MailExchangerResult result) : SmtpToolsException(result.Detail ?? result.ToString())
{
    /// <summary>What is known.</summary>
    public MailExchangerResult Result { get; } = result;

    /// <inheritdoc/>
    public override bool IsTransient => Result.IsTransient;
}
