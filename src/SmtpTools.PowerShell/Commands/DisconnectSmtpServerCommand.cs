using System.Management.Automation;

namespace SmtpTools.Commands;

/// <summary>Ends sessions with QUIT.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SmtpServer")]
[OutputType(typeof(void))]
public sealed class DisconnectSmtpServerCommand : OpenSessionCommand
{
    /// <summary>The session; the only one that is open where none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public SmtpSession? Session { get; set; }

    private protected override SmtpSession? GivenSession => Session;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Stoppable(() =>
    {
        var session = FindSession();
        var reply = session.Quit(Cancellation);
        WriteVerbose(reply is null ? $"{session.Server}: the session had ended already." : $"{session.Server}: {reply}");
    });
}
