using System.Management.Automation;

namespace SmtpTools.Commands;

/// <summary>Stop-SmtpListener: ends a listener and its connections. What it took can still be received.</summary>
[Cmdlet(VerbsLifecycle.Stop, "SmtpListener", SupportsShouldProcess = true)]
[OutputType(typeof(SmtpListener))]
public sealed class StopSmtpListenerCommand : ListenerCommand
{
    /// <summary>Puts the listener out when it has stopped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var listener = FindListener();
        if (ShouldProcess(listener.ToString(), "Stop SMTP listener"))
        {
            listener.Stop();
            if (PassThru)
            {
                WriteObject(listener);
            }
        }
    }
}
