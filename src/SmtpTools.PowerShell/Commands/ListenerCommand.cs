using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>The base of the cmdlets that work on a listener: the one given, or the only one that listens in this session.</summary>
public abstract class ListenerCommand : CancellableCommand
{
    /// <summary>The listener; the only one that was started in this session where none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public SmtpListener? Listener { get; set; }

    /// <summary>The listener to work on.</summary>
    private protected SmtpListener FindListener()
    {
        if (Listener is not null)
        {
            return Listener;
        }

        var listening = RunspaceItems<SmtpListener>.Current.Open;
        if (listening.Count == 1)
        {
            return listening[0];
        }

        var message = listening.Count == 0
            ? "No listener listens in this session."
            : $"{listening.Count} listeners listen in this session, so one has to be named: {string.Join(", ", listening)}.";
        ThrowTerminatingError(ErrorRecords.Make(
            new SmtpListenerException(message),
            listening.Count == 0 ? "SmtpListenerNotFound" : "SmtpListenerAmbiguous",
            listening.Count == 0 ? ErrorCategory.ObjectNotFound : ErrorCategory.InvalidArgument,
            null,
            "Give the object that Start-SmtpListener returned: -Listener $listener."));
        throw new InvalidOperationException(message);
    }
}
