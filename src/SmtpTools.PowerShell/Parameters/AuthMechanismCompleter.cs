using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SmtpTools.Parameters;

/// <summary>Completes the names of the SASL mechanisms that a session can use.</summary>
public sealed class AuthMechanismCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var begun = (wordToComplete ?? string.Empty).Trim('\'', '"');
        return SmtpSessionOptions.KnownAuthMechanisms
            .Where(name => name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(static name => new CompletionResult(name));
    }
}
