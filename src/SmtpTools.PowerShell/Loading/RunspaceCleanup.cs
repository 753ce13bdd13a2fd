using System.Management.Automation;
using SmtpTools.Commands;

namespace SmtpTools.Loading;

/// <summary>Called by PowerShell when the module is removed: ends the listeners and sessions that were opened in this runspace.</summary>
public sealed class RunspaceCleanup : IModuleAssemblyCleanup
{
    /// <summary>Ends them.</summary>
    /// <param name="psModuleInfo">The module that is being removed.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        RunspaceItems<SmtpListener>.Current.EndAll();
        RunspaceItems<SmtpSession>.Current.EndAll();
    }
}
