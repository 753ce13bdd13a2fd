using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SmtpTools.Parameters;

/// <summary>Completes the names of the cipher suites that can be chosen here, by any part of them.</summary>
public sealed class CipherSuiteCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var part = (wordToComplete ?? string.Empty).Trim('\'', '"');
        return TlsOptions.KnownCipherSuites
            .Where(name => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
            .Select(static name => new CompletionResult(name));
    }
}
