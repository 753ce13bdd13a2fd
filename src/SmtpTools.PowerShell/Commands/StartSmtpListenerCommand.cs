using System.Management.Automation;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Parameters;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Start-SmtpListener: a mail server in this process that keeps what it gets, for trying out what sends mail.</summary>
[Cmdlet(VerbsLifecycle.Start, "SmtpListener", SupportsShouldProcess = true)]
[OutputType(typeof(SmtpListener))]
public sealed class StartSmtpListenerCommand : PSCmdlet
{
    private readonly SmtpListenerOptions _options = new();

    /// <summary>The port; a free one where none is given.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, IPEndPoint.MaxPort)]
    public int Port { get => _options.Port; set => _options.Port = value; }

    /// <summary>The address to listen on.</summary>
    [Parameter]
    [ValidateNotNull]
    public IPAddress Address { get => _options.Address; set => _options.Address = value; }

    /// <summary>The listener's name in its greeting and in the certificate that it makes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string HostName { get => _options.HostName; set => _options.HostName = value; }

    /// <summary>Speaks LMTP: LHLO, and a reply for each recipient.</summary>
    [Parameter]
    public SwitchParameter Lmtp { get => _options.Lmtp; set => _options.Lmtp = value; }

    /// <summary>TLS from the first octet, as on port 465.</summary>
    [Parameter]
    public SwitchParameter ImplicitTls { get => _options.ImplicitTls; set => _options.ImplicitTls = value; }

    /// <summary>Refuses MAIL and AUTH without TLS.</summary>
    [Parameter]
    public SwitchParameter RequireTls { get => _options.RequireTls; set => _options.RequireTls = value; }

    /// <summary>The TLS versions to offer.</summary>
    [Parameter]
    public SslProtocols TlsProtocol { get => _options.TlsProtocols; set => _options.TlsProtocols = value; }

    /// <summary>The certificate with its private key; a self-signed one is made where none is given.</summary>
    [Parameter]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get => _options.Certificate; set => _options.Certificate = value; }

    /// <summary>Asks clients for a certificate.</summary>
    [Parameter]
    public SwitchParameter RequestClientCertificate { get => _options.RequestClientCertificate; set => _options.RequestClientCertificate = value; }

    /// <summary>The user names and passwords that AUTH accepts; AUTH is not offered where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Credential]
    public PSCredential[] Credential { get; set; } = [];

    /// <summary>The SASL mechanisms to offer; all where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListenerMechanismCompleter))]
    public string[] AuthMechanism { get; set; } = [];

    /// <summary>Refuses MAIL before AUTH.</summary>
    [Parameter]
    public SwitchParameter RequireAuth { get => _options.RequireAuth; set => _options.RequireAuth = value; }

    /// <summary>Offers AUTH without TLS too.</summary>
    [Parameter]
    public SwitchParameter AllowUnprotectedAuth { get => _options.AllowUnprotectedAuth; set => _options.AllowUnprotectedAuth = value; }

    /// <summary>The extensions that are not to be offered.</summary>
    [Parameter]
    public SmtpListenerExtensions[] DisableExtension { get; set; } = [];

    /// <summary>The faults to play, as hashtables.</summary>
    [Parameter]
    [ListenerRuleTransformation]
    public SmtpListenerRule[] Rule { get; set; } = [];

    /// <summary>A folder for an .eml file of each message.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    /// <summary>What to keep of messages.</summary>
    [Parameter]
    public CaptureMode Mode { get => _options.Mode; set => _options.Mode = value; }

    /// <summary>The most connections at a time.</summary>
    [Parameter]
    public int MaxConnections { get => _options.MaxConnections; set => _options.MaxConnections = value; }

    /// <summary>The most octets of a command line.</summary>
    [Parameter]
    public int MaxCommandLength { get => _options.MaxCommandLength; set => _options.MaxCommandLength = value; }

    /// <summary>The most octets of a line of content; no limit where none is given.</summary>
    [Parameter]
    public int? MaxContentLineLength { get => _options.MaxContentLineLength; set => _options.MaxContentLineLength = value; }

    /// <summary>The most octets of a message.</summary>
    [Parameter]
    public long MaxMessageSize { get => _options.MaxMessageSize; set => _options.MaxMessageSize = value; }

    /// <summary>The most recipients of a message.</summary>
    [Parameter]
    public int MaxRecipients { get => _options.MaxRecipients; set => _options.MaxRecipients = value; }

    /// <summary>The most recipient domains of a message; no limit where none is given.</summary>
    [Parameter]
    public int? MaxRecipientDomains { get => _options.MaxRecipientDomains; set => _options.MaxRecipientDomains = value; }

    /// <summary>The most transactions of a connection; no limit where none is given.</summary>
    [Parameter]
    public int? MaxTransactions { get => _options.MaxTransactions; set => _options.MaxTransactions = value; }

    /// <summary>The most commands between two messages.</summary>
    [Parameter]
    public int MaxCommandsWithoutResult { get => _options.MaxCommandsWithoutResult; set => _options.MaxCommandsWithoutResult = value; }

    /// <summary>The most refused commands of a connection.</summary>
    [Parameter]
    public int MaxErrors { get => _options.MaxErrors; set => _options.MaxErrors = value; }

    /// <summary>The most messages that wait to be received.</summary>
    [Parameter]
    public int MaxStoredMessages { get => _options.MaxStoredMessages; set => _options.MaxStoredMessages = value; }

    /// <summary>The most octets of the messages that wait to be received.</summary>
    [Parameter]
    public long MaxStoredOctets { get => _options.MaxStoredOctets; set => _options.MaxStoredOctets = value; }

    /// <summary>How many seconds a client may be silent.</summary>
    [Parameter]
    [ValidateRange(0.001, 2_000_000.0)]
    public double IdleTimeout { get => _options.IdleTimeout.TotalSeconds; set => _options.IdleTimeout = TimeSpan.FromSeconds(value); }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Complete();
        if (!ShouldProcess($"{_options.Address}, {(_options.Port == 0 ? "a free port" : $"port {_options.Port}")}", "Start SMTP listener"))
        {
            return;
        }

        if (!IPAddress.IsLoopback(_options.Address))
        {
            WriteWarning($"The listener takes mail from every machine that reaches {_options.Address}, not from this one alone.");
        }

        WriteObject(Start());
    }

    private void Complete()
    {
        foreach (var credential in Credential)
        {
            _options.Credentials.Add(credential.GetNetworkCredential() is { Domain.Length: 0 } plain ? plain : new NetworkCredential(credential.UserName, credential.Password));
        }

        foreach (var mechanism in AuthMechanism)
        {
            _options.AuthMechanisms.Add(mechanism);
        }

        foreach (var extension in DisableExtension)
        {
            _options.Extensions &= ~extension;
        }

        foreach (var rule in Rule)
        {
            _options.Rules.Add(rule);
        }

        _options.MessageReader = ReadMessage;
        _options.OutputPath = OutputPath is null ? null : GetUnresolvedProviderPathFromPSPath(OutputPath);
    }

    // A method of its own: what it names is loaded only when a message is first looked into.
    private static MailMessage ReadMessage(byte[] content) => MessageReader.Open(content);

    private SmtpListener Start()
    {
        try
        {
            var listener = new SmtpListener(_options);
            listener.Start();
            RunspaceItems<SmtpListener>.Current.Add(listener, static one => one.IsListening);
            return listener;
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(ErrorRecords.Make(exception, "SmtpListenerOptionInvalid", ErrorCategory.InvalidArgument, null));
        }
        catch (SmtpListenerException exception)
        {
            ThrowTerminatingError(ErrorRecords.Make(
                exception, "SmtpListenerPortUnavailable", ErrorCategory.ResourceUnavailable, Port, "Choose another port or address. Without -Port a free port is taken; ports below 1024 often need more rights."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(ErrorRecords.Make(exception, "SmtpListenerOutputPathUnusable", ErrorCategory.WriteError, OutputPath, "Give a folder that can be written to."));
        }

        throw new InvalidOperationException();
    }
}
