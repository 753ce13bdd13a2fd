namespace SmtpTools;

/// <summary>Whether a domain publishes a record could not be told: the name is none, or DNS did not say.</summary>
/// <param name="result">What is known.</param>
public sealed class DomainRecordException(DomainRecordResult result) : SmtpToolsException(result.Detail ?? result.ToString())
{
    /// <summary>What is known.</summary>
    public DomainRecordResult Result { get; } = result;

    /// <inheritdoc/>
    public override bool IsTransient => Result.IsTransient;
}
