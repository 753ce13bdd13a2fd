using System.Management.Automation;
using System.Runtime.CompilerServices;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>New-DkimKey: makes a key for DKIM, its private half in a protected file, its public half as a record for DNS.</summary>
[Cmdlet(VerbsCommon.New, "DkimKey", SupportsShouldProcess = true)]
[OutputType(typeof(DkimKeyFile))]
public sealed class NewDkimKeyCommand : PSCmdlet
{
    /// <summary>The signing domains.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName")]
    [ValidateNotNullOrEmpty]
    public string[] Domain { get; set; } = [];

    /// <summary>The selector.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Selector { get; set; } = string.Empty;

    /// <summary>The kind of key.</summary>
    [Parameter]
    public DkimKeyType KeyType { get; set; }

    /// <summary>The length of an RSA key in bits.</summary>
    [Parameter]
    [ValidateRange(2048, 4096)]
    public int KeySize { get; set; } = 2048;

    /// <summary>The file for the private key, or a folder in which it gets a name of its own.</summary>
    [Parameter(Position = 2)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>Whether the record says that the domain tests DKIM (t=y).</summary>
    [Parameter]
    public SwitchParameter Testing { get; set; }

    /// <summary>Whether the record says that identities must be in the domain itself (t=s).</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Lets a file that is there already be replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var text in Domain)
        {
            try
            {
                Make(DomainName.Parse(text.Trim()));
            }
            catch (FormatException exception)
            {
                WriteError(ErrorRecords.Make(exception, "DkimKeyNameInvalid", ErrorCategory.InvalidArgument, text, "Give a domain such as example.com, and a selector of letters, digits and hyphens."));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                WriteError(ErrorRecords.Make(exception, "DkimKeyFileNotWritten", ErrorCategory.WriteError, text, "Name a file that is not there yet, or replace it with -Force."));
            }
        }
    }

    private void Make(DomainName domain)
    {
        var path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        if (Directory.Exists(path))
        {
            path = System.IO.Path.Combine(path, $"{domain.Ascii}.{Selector}.pem");
        }

        if (ShouldProcess(path, $"Write the private key of {Selector}._domainkey.{domain.Ascii}"))
        {
            WriteObject(Create(domain, path));
        }
    }

    // On its own, so that the package's assembly is loaded when a key is made and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private DkimKeyFile Create(DomainName domain, string path) => DkimKeyGenerator.Create(domain, Selector, KeyType, KeySize, path, Force, Testing, Strict);
}
