using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace SmtpTools.Commands;

/// <summary>Export-SmtpServerReport: tests of servers as one page of HTML.</summary>
[Cmdlet(VerbsData.Export, "SmtpServerReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSmtpServerReportCommand : ReportCommand<SmtpServerTest>
{
    /// <summary>Makes the cmdlet.</summary>
    public ExportSmtpServerReportCommand()
        : base("servers", "SMTP servers")
    {
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected override string ToHtml(List<SmtpServerTest> tests, string title, DateTimeOffset made) => SmtpServerReport.ToHtml(tests, title, made);
}
