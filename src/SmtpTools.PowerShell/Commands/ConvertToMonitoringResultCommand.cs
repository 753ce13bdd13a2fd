using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Makes one text and exit code for a monitoring system of all tests that come in.</summary>
[Cmdlet(VerbsData.ConvertTo, "MonitoringResult")]
[OutputType(typeof(MonitoringResult))]
public sealed class ConvertToMonitoringResultCommand : CancellableCommand
{
    private readonly List<SmtpServerTest> _tests = [];

    /// <summary>The tests.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public SmtpServerTest[] InputObject { get; set; } = [];

    /// <summary>The format.</summary>
    [Parameter]
    public MonitoringFormat Format { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _tests.AddRange(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(MonitoringResult.From(_tests, Format));
}
