namespace SmtpTools;

/// <summary>Whether a client may send for a domain could not be told, since DNS did not say (temperror, RFC 7208 2.6.6).</summary>
/// <param name="result">What is known.</param>
public sealed class SpfCheckException(SpfCheckResult result) : SmtpToolsException(result.Problem ?? result.ToString())
{
    /// <summary>What is known.</summary>
    public SpfCheckResult Result { get; } = result;

    /// <inheritdoc/>
    public override bool IsTransient => Result.IsTransient;
}
