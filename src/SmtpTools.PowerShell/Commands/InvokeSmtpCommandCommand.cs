using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Sends raw commands on an open session and gives the replies. A refusal is a reply, not an error.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SmtpCommand")]
[OutputType(typeof(SmtpReply))]
public sealed class InvokeSmtpCommandCommand : OpenSessionCommand
{
    /// <summary>The commands, each one line, as in <c>VRFY postmaster</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] Command { get; set; } = [];

    /// <summary>The session; the only one that is open where none is given.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public SmtpSession? Session { get; set; }

    private protected override SmtpSession? GivenSession => Session;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Stoppable(() =>
    {
        foreach (var command in Command)
        {
            var session = FindSession();
            try
            {
                WriteVerbose($"{session.Server} > {command}");
                WriteObject(session.Execute(command, Cancellation));
            }
            catch (ArgumentException exception)
            {
                WriteError(ErrorRecords.Make(exception, "SmtpCommandInvalid", ErrorCategory.InvalidArgument, command, "Give one command that has one reply, in one line, as in NOOP or VRFY postmaster."));
            }
            catch (InvalidOperationException exception)
            {
                WriteError(ErrorRecords.Make(exception, "SmtpSessionNotOpen", ErrorCategory.InvalidOperation, session, "Open a new session with Connect-SmtpServer."));
            }
            catch (SmtpToolsException exception)
            {
                Cancellation.ThrowIfCancellationRequested();
                WriteError(ErrorRecords.From(exception, command));
            }
        }
    });
}
