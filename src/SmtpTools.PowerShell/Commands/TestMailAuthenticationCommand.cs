using System.Globalization;
using System.Management.Automation;
using System.Net;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Test-MailAuthentication: whether a received message is from whom it says.</summary>
[Cmdlet(VerbsDiagnostic.Test, "MailAuthentication", DefaultParameterSetName = InputObjectSet)]
[OutputType(typeof(MailAuthenticationResult))]
public sealed class TestMailAuthenticationCommand : DnsCommand<ReceivedItem>
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputObjectSet = "InputObject";

    private MailAuthenticator? _authenticator;

    /// <summary>Files (.eml, mbox) or Maildirs; wildcards are resolved.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files or Maildirs, taken as they are written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Messages, or the files that hold them: paths, in which wildcards are resolved, or file objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = InputObjectSet)]
    [Alias("Message")]
    public PSObject? InputObject { get; set; }

    /// <summary>The address of the client that delivered the message.</summary>
    [Parameter]
    [Alias("ClientAddress", "IP")]
    public IPAddress? IPAddress { get; set; }

    /// <summary>The address of MAIL FROM; empty for the null sender.</summary>
    [Parameter]
    [Alias("MailFrom")]
    [AllowEmptyString]
    public string? Sender { get; set; }

    /// <summary>The name that the client gave in HELO or EHLO.</summary>
    [Parameter]
    [Alias("Ehlo")]
    [ValidateNotNullOrEmpty]
    public string? Helo { get; set; }

    /// <summary>One's own servers, whose Received fields are believed: names, addresses or networks.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] TrustedHost { get; set; } = [];

    /// <summary>The name under which the results are given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AuthenticationServer { get; set; }

    /// <summary>A list of public suffixes, by which it is told what receivers give that follow RFC 7489.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PublicSuffixList { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _ = ReceivedTrail.Read([], TrustedHost);
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(ErrorRecords.Make(e, "TrustedHostUnusable", ErrorCategory.InvalidArgument, TrustedHost, "Name a server as it writes itself in its Received field, or give an address or a network."));
        }

        _authenticator = new MailAuthenticator(Dns, publicSuffixes: PublicSuffixArgument.Load(this, PublicSuffixList));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case PathSet:
                Array.ForEach(Path, TakePath);
                break;
            case LiteralPathSet:
                Array.ForEach(LiteralPath, path => TakeFile(SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)));
                break;
            default:
                Take(InputObject!);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Work(ReceivedItem input, CancellationToken cancellationToken)
    {
        var item = input ?? throw new ArgumentNullException(nameof(input));
        var result = _authenticator!.Check(item.Open(), item.Options, cancellationToken);
        Post(() =>
        {
            foreach (var reason in result.Reasons)
            {
                WriteVerbose(reason);
            }

            WriteObject(result);
            if (result.IsTransient)
            {
                WriteError(ErrorRecords.From(new MailAuthenticationException(result), item.Source));
            }
        });
    }

    /// <inheritdoc/>
    protected override ErrorRecord ErrorOf(Exception exception, ReceivedItem input) => ErrorRecords.From(exception, input?.Source);

    private void Take(PSObject input)
    {
        switch (input.BaseObject)
        {
            case string path:
                TakePath(path);
                break;
            case object[] several:
                Array.ForEach(several, one => Take(PSObject.AsPSObject(one)));
                break;
            case FileSystemInfo file:
                TakeFile(file.FullName);
                break;
            default:
                Guarded(input, () => TakeMessage(input));
                break;
        }
    }

    private void TakePath(string path)
    {
        foreach (var file in MessageStore.Resolve(this, path, e => WriteError(ErrorRecords.Make(e, "FileNotFound", ErrorCategory.ObjectNotFound, path))))
        {
            TakeFile(file);
        }
    }

    private void TakeFile(string path) => Guarded(path, () =>
    {
        foreach (var (file, open) in MessageStore.Read(path, MailStoreFormat.Auto, Cancellation))
        {
            Enqueue(new ReceivedItem(file, open, Options()));
        }
    });

    private void TakeMessage(PSObject input)
    {
        if (!MessageInput.IsOne(input))
        {
            throw new ArgumentException($"{input.BaseObject.GetType().Name} is no message. Give a path, or a message of Import-SmtpMessage or Receive-SmtpMessage.");
        }

        var message = MessageInput.Read(input);
        var options = Options();
        if (input.BaseObject is CapturedMessage captured)
        {
            // The listener saw the client itself.
            options.ClientAddress ??= AddressOf(captured.Client);
            options.MailFrom ??= captured.ReversePath;
            options.Helo ??= captured.HelloName.Length == 0 ? null : captured.HelloName;
        }

        Enqueue(new ReceivedItem(message, () => message, options));
    }

    private void Guarded(object target, Action take)
    {
        try
        {
            take();
        }
        catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.From(exception, target));
        }
    }

    private MailAuthenticationOptions Options() => new()
    {
        ClientAddress = IPAddress,
        MailFrom = MyInvocation.BoundParameters.ContainsKey(nameof(Sender)) ? Sender ?? string.Empty : null,
        Helo = Helo,
        TrustedHosts = TrustedHost,
        AuthenticationServer = AuthenticationServer,
    };

    // An address and a port: 192.0.2.1:25, [2001:db8::1]:25.
    private static IPAddress? AddressOf(string client)
    {
        var colon = client.LastIndexOf(':');
        var host = colon > 0 && int.TryParse(client.Substring(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? client.Substring(0, colon) : client;
        return System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address : null;
    }
}
