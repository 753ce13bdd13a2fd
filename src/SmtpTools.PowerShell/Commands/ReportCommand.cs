using System.Management.Automation;
using System.Text;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>The base of the cmdlets that write tests as one page of HTML.</summary>
/// <typeparam name="TTest">A test.</typeparam>
public abstract class ReportCommand<TTest> : PSCmdlet
{
    private readonly List<TTest> _tests = [];
    private readonly string _what;

    private protected ReportCommand(string what, string title)
    {
        _what = what;
        Title = title;
    }

    /// <summary>The tests.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public TTest[] InputObject { get; set; } = [];

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The page's title.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; }

    /// <summary>Lets a file that is there already be replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _tests.AddRange(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        if (!ShouldProcess(path, $"Write a report about {_tests.Count} {(_tests.Count == 1 ? _what.TrimEnd('s') : _what)}"))
        {
            return;
        }

        if (File.Exists(path) && !Force)
        {
            WriteError(ErrorRecords.Make(new IOException($"\"{path}\" is there already."), "FileExists", ErrorCategory.ResourceExists, path, "Name a file that is not there yet, or replace it with -Force."));
            return;
        }

        try
        {
            Write(path, ToHtml(_tests, Title, DateTimeOffset.UtcNow));
            WriteObject(new FileInfo(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.From(exception, path));
        }
    }

    // Under another name first, so that a disk that fills up leaves no half a page.
    private static void Write(string path, string page)
    {
        if (System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"\"{folder}\" does not exist.");
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

    /// <summary>Makes the page. To be inlined by nobody, so that the package's assembly is loaded when a page is made and not before.</summary>
    private protected abstract string ToHtml(List<TTest> tests, string title, DateTimeOffset made);
}
