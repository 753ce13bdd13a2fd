using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>What differs between tests of servers: today's and last week's, or those of two nodes.</summary>
[Cmdlet(VerbsData.Compare, "SmtpServer")]
[OutputType(typeof(SmtpServerDifference))]
public sealed class CompareSmtpServerCommand : CancellableCommand
{
    private readonly List<ServerTestFacts> _differences = [];

    /// <summary>The tests to compare with, fresh or imported.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    /// <summary>The tests to compare, fresh or imported.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _differences.AddRange(FactsOf(DifferenceObject));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var references = FactsOf(ReferenceObject).ToList();
        if (references.Count == 1 && _differences.Count == 1)
        {
            // Two nodes may have two names.
            Compare(references[0], _differences[0]);
            return;
        }

        foreach (var reference in references)
        {
            var match = _differences.Find(test => test.Server == reference.Server);
            _ = match is not null && _differences.Remove(match);
            Compare(reference, match);
        }

        foreach (var added in _differences)
        {
            Compare(null, added);
        }
    }

    private void Compare(ServerTestFacts? reference, ServerTestFacts? difference)
    {
        var server = (difference ?? reference)!.Server;
        if (reference is null || difference is null)
        {
            WriteObject(new SmtpServerDifference(server, "Server", reference?.Server, difference?.Server));
            return;
        }

        foreach (var name in reference.Values.Keys.Union(difference.Values.Keys).OrderBy(static name => name, StringComparer.Ordinal))
        {
            _ = reference.Values.TryGetValue(name, out var before);
            _ = difference.Values.TryGetValue(name, out var after);
            if (before != after)
            {
                WriteObject(new SmtpServerDifference(server, name, before, after));
            }
        }
    }

    private IEnumerable<ServerTestFacts> FactsOf(IEnumerable<PSObject> tests)
    {
        foreach (var test in tests)
        {
            if (ServerTestFacts.IsTest(test))
            {
                yield return new ServerTestFacts(test);
            }
            else
            {
                WriteError(ErrorRecords.Make(
                    new ArgumentException($"'{test}' is no result of Test-SmtpServer."), "SmtpTestNotRecognised", ErrorCategory.InvalidType, test, "Give what Test-SmtpServer put out, or what Import-Clixml read of it."));
            }
        }
    }
}
