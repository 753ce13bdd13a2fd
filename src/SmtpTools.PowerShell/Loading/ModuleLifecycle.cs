using System.Management.Automation;

namespace SmtpTools.Loading;

/// <summary>
/// Called by PowerShell when the module is imported and removed: starts and stops answering for the assemblies
/// that stand beside the module. Importing loads none of them.
/// </summary>
public sealed class ModuleLifecycle : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Starts answering for the module's packages, once for each import.</summary>
    public void OnImport() => PackageLoader.Start();

    /// <summary>Takes back what one <see cref="OnImport"/> did.</summary>
    /// <param name="psModuleInfo">The module that is being removed.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => PackageLoader.Stop();
}
