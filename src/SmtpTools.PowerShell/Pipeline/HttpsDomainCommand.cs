using System.Management.Automation;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Pipeline;

/// <summary>The base of cmdlets that ask DNS about domains and fetch what the records point to over HTTPS.</summary>
public abstract class HttpsDomainCommand : DomainCommand
{
    private HttpsFetcher? _fetcher;

    /// <summary>How many seconds fetching one file may take.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int HttpsTimeout { get; set; } = 30;

    /// <summary>Where to connect in place of the hosts that the addresses name; names and certificates stay theirs.</summary>
    [Parameter]
    [ValidateNotNull]
    public IPEndPoint? ConnectTo { get; set; }

    /// <summary>Roots to trust besides the system's.</summary>
    [Parameter]
    [ValidateNotNull]
    public X509Certificate2[] TrustedRoot { get; set; } = [];

    /// <summary>What fetches files, from <see cref="BeginProcessing"/> on.</summary>
    protected IHttpsFetcher Fetcher => _fetcher ?? throw new InvalidOperationException("BeginProcessing makes the fetcher.");

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var options = new HttpsOptions { Timeout = TimeSpan.FromSeconds(HttpsTimeout), ConnectTo = ConnectTo };
        options.ExtraRoots.AddRange(TrustedRoot);
        try
        {
            _fetcher = new HttpsFetcher(Dns, options);
        }
        catch (PlatformNotSupportedException e)
        {
            ThrowTerminatingError(ErrorRecords.Make(e, "ConnectToNotSupported", ErrorCategory.NotImplemented, ConnectTo));
        }
    }
}
