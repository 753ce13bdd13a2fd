using System.Management.Automation;
using SmtpTools.Commands;

namespace SmtpTools.Loading;

/// <summary>Called by PowerShell when the module is removed: stops the listeners that were started in this runspace.</summary>
public sealed class ListenerCleanup : IModuleAssemblyCleanup
{
    /// <summary>Stops them.</summary>
    /// <param name="psModuleInfo">The module that is being removed.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => SessionListeners.Current.StopAll();
}
