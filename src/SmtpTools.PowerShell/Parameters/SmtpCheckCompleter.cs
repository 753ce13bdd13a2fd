using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SmtpTools.Parameters;

/// <summary>Completes the names of checks, each with what it does and costs.</summary>
public sealed class SmtpCheckCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var begun = (wordToComplete ?? string.Empty).Trim('\'', '"');
        var all = new CompletionResult(SmtpChecks.AllName, SmtpChecks.AllName, CompletionResultType.ParameterValue, "All checks.");
        return SmtpChecks.All
            .Select(static check => new CompletionResult(check.Id, check.Id, CompletionResultType.ParameterValue, $"{check.Description} Costs {check.Cost}."))
            .Append(all)
            .Where(result => result.CompletionText.StartsWith(begun, StringComparison.OrdinalIgnoreCase));
    }
}
