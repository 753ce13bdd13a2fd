using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>The base of the cmdlets that work on an open session: the one given, or the only one that is open in this runspace.</summary>
public abstract class OpenSessionCommand : CancellableCommand
{
    /// <summary>The session that <c>Connect-SmtpServer</c> gave, or null where none was given.</summary>
    private protected abstract SmtpSession? GivenSession { get; }

    /// <summary>The session to work on.</summary>
    private protected SmtpSession FindSession()
    {
        if (GivenSession is { } given)
        {
            return given;
        }

        var open = RunspaceItems<SmtpSession>.Current.Open;
        if (open.Count == 1)
        {
            return open[0];
        }

        var message = open.Count == 0
            ? "No session is open."
            : $"{open.Count} sessions are open, so one has to be named: {string.Join(", ", open.Select(static session => session.Server))}.";
        ThrowTerminatingError(ErrorRecords.Make(
            new SmtpToolsException(message),
            open.Count == 0 ? "SmtpSessionNotFound" : "SmtpSessionAmbiguous",
            open.Count == 0 ? ErrorCategory.ObjectNotFound : ErrorCategory.InvalidArgument,
            null,
            open.Count == 0 ? "Open one: $session = Connect-SmtpServer mail.example.com." : "Give the object that Connect-SmtpServer returned: -Session $session."));
        throw new InvalidOperationException(message);
    }
}
