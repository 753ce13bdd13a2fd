using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SmtpTools.Parameters;

/// <summary>Completes a status code from the table, with its meaning as the tip.</summary>
public sealed class StatusCodeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? throw new ArgumentNullException(nameof(wordToComplete))).Trim('\'', '"');

        // A record for any class stands for the permanent failure until the word says otherwise.
        var anyClass = word.Length > 0 && word[0] is '2' or '4' ? word.Substring(0, 1) : "5";
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in SmtpStatus.All())
        {
            foreach (var pattern in entry.Code.Split(' '))
            {
                var code = pattern.Replace("x.", $"{anyClass}.");
                if (code.StartsWith(word, StringComparison.Ordinal) && code.IndexOfAny(['x', '-']) < 0 && known.Add(code))
                {
                    yield return new CompletionResult(code, code, CompletionResultType.ParameterValue, entry.Meaning);
                }
            }
        }
    }
}
