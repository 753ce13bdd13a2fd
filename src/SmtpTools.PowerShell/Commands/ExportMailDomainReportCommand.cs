using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Text;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Export-MailDomainReport: tests of domains as one page of HTML.</summary>
[Cmdlet(VerbsData.Export, "MailDomainReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMailDomainReportCommand : PSCmdlet
{
    private readonly List<MailDomainTest> _tests = [];

    /// <summary>The tests.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public MailDomainTest[] InputObject { get; set; } = [];

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The page's title.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Mail domains";

    /// <summary>Lets a file that is there already be replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _tests.AddRange(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        if (!ShouldProcess(path, $"Write a report about {_tests.Count} domains"))
        {
            return;
        }

        try
        {
            Write(path, ToHtml(_tests, Title));
            WriteObject(new FileInfo(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.From(exception, path));
        }
    }

    // Under another name first, so that a disk that fills up leaves no half a page.
    private void Write(string path, string page)
    {
        if (File.Exists(path) && !Force)
        {
            throw new IOException($"\"{path}\" is there already. -Force replaces it.");
        }

        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            File.Move(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // On its own, so that the package's assembly is loaded when a page is made and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string ToHtml(List<MailDomainTest> tests, string title) => MailDomainReport.ToHtml(tests, title, DateTimeOffset.UtcNow);
}
