using System.Reflection;
using System.Runtime.Loader;

namespace SmtpTools.Loading;

/// <summary>
/// PowerShell 7: hands out one assembly, SmtpTools.Mail, from the module's own load context. Everything that it
/// refers to follows it there, so the default context never sees a package of ours and never gives us another's.
/// </summary>
internal static class PackageLoader
{
    internal const string GateAssembly = "SmtpTools.Mail";

    // The runtime keeps one entry for each += and each -= takes one away, so two runspaces that import the module
    // and one that removes it again need no count here.
    internal static void Start() => AssemblyLoadContext.Default.Resolving += Resolve;

    internal static void Stop() => AssemblyLoadContext.Default.Resolving -= Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        string.Equals(name.Name, GateAssembly, StringComparison.OrdinalIgnoreCase)
            ? PackageLoadContext.Instance.LoadFromAssemblyName(name)
            : null;
}
