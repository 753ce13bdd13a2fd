using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace SmtpTools.Commands;

/// <summary>Export-MailDomainReport: tests of domains as one page of HTML.</summary>
[Cmdlet(VerbsData.Export, "MailDomainReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMailDomainReportCommand : ReportCommand<MailDomainTest>
{
    /// <summary>Makes the cmdlet.</summary>
    public ExportMailDomainReportCommand()
        : base("domains", "Mail domains")
    {
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected override string ToHtml(List<MailDomainTest> tests, string title, DateTimeOffset made) => MailDomainReport.ToHtml(tests, title, made);
}
