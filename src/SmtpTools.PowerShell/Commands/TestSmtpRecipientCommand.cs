using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Asks servers whether they would take mail for an address. No message is begun. Only what is no address is an error.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SmtpRecipient")]
[OutputType(typeof(SmtpRecipientTest))]
public sealed class TestSmtpRecipientCommand : ParallelSessionCommand<Mailbox>
{
    private SmtpRecipientTester? _tester;
    private SmtpEndpoint? _server;
    private IMailDns? _dns;

    /// <summary>Makes the cmdlet. Servers take many sessions at a time from one client for an attack.</summary>
    public TestSmtpRecipientCommand()
    {
        ThrottleLimit = 4;
        Timeout = 30;
    }

    /// <summary>The addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("EmailAddress", "Mail", "Address", "To")]
    [AllowEmptyString]
    public string[] Recipient { get; set; } = [];

    /// <summary>The server to ask; the mail exchangers of each address's domain where none is given.</summary>
    [Parameter(Position = 1)]
    [Alias("Server", "ComputerName")]
    [ValidateNotNullOrEmpty]
    public string? SmtpServer { get; set; }

    /// <summary>The sender; the null sender where none is given.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? From { get; set; }

    /// <summary>No made-up name is tried after an address that was accepted.</summary>
    [Parameter]
    public SwitchParameter NoCatchAll { get; set; }

    /// <summary>The DNS servers to ask for mail exchangers; the system's own where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DnsServerAddress[] DnsServer { get; set; } = [];

    /// <summary>Whether DNS is asked over TCP alone, where nobody beside the way can forge an answer.</summary>
    [Parameter]
    public SwitchParameter DnsOverTcp { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _server = SmtpServer is null ? null : EndpointOf(SmtpServer);
            _tester = new SmtpRecipientTester(new SmtpRecipientTestOptions
            {
                Sender = string.IsNullOrEmpty(From) || From == "<>" ? null : Mailbox.Parse(From!),
                DetectsCatchAll = !NoCatchAll,
                Session = SessionOptions(),
                Listener = Listener,
            });
            _dns = _server is not null ? null
                : DnsAccess.Open(new MailDnsOptions { Servers = DnsServer, Timeout = TimeSpan.FromSeconds(Timeout), UseTcpOnly = DnsOverTcp });
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            ThrowTerminatingError(ErrorRecords.Make(exception, "SmtpTestArgumentInvalid", ErrorCategory.InvalidArgument, null));
        }
        catch (DnsServerException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, DnsServer));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var text in Recipient)
        {
            if (Mailbox.TryParse(text.Trim(), out var recipient, out var fault))
            {
                Enqueue(recipient);
            }
            else
            {
                WriteError(ErrorRecords.Make(
                    new FormatException($"'{text}' is no mail address: {fault}."), "SmtpRecipientInvalid", ErrorCategory.InvalidArgument, text, "Give an address as in user@example.com, without a name before it."));
            }
        }
    }

    /// <inheritdoc/>
    protected override void Work(Mailbox input, CancellationToken cancellationToken)
    {
        var test = _server is null
            ? _tester!.Test(input, DefaultPort, _dns!, cancellationToken)
            : _tester!.Test(input, _server, cancellationToken);
        Post(() => WriteObject(test));
    }
}
