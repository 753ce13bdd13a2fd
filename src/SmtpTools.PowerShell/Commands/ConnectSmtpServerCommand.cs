using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Opens a session with a server, up to and including TLS and AUTH, and keeps it open for further cmdlets.</summary>
[Cmdlet(VerbsCommunications.Connect, "SmtpServer")]
[OutputType(typeof(SmtpSession))]
public sealed class ConnectSmtpServerCommand : SessionCommand
{
    /// <summary>The servers, each a name or an address, with a port where it is not <c>-Port</c>; <c>$PSEmailServer</c> where none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Server", "ComputerName", "Exchange", "NameExchange")]
    [ValidateNotNullOrEmpty]
    public string[]? SmtpServer { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Stoppable(() =>
    {
        foreach (var server in SmtpServer ?? [null!])
        {
            try
            {
                Connect(EndpointOf(ServerOrDefault(server)));
            }
            catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or FormatException)
            {
                Cancellation.ThrowIfCancellationRequested();
                WriteError(ErrorRecords.From(exception, server));
            }
        }
    });

    private void Connect(SmtpEndpoint endpoint)
    {
        var transcript = new TranscriptRecorder { Listener = entry => WriteVerbose(entry.ToString()) };
        var options = SessionOptions().For(endpoint);
        options.Transcript = transcript;
        var session = new SmtpSession(options);
        try
        {
            session.Open(Cancellation);
        }
        catch
        {
            // Authentication that failed leaves a session that still works; nobody gets it.
            _ = session.Quit(CancellationToken.None);
            throw;
        }

        // What is said later is told by the cmdlet that says it.
        transcript.Listener = null;
        RunspaceItems<SmtpSession>.Current.Add(session, static one => one.State == SmtpSessionState.Ready);
        WriteObject(session);
    }
}
