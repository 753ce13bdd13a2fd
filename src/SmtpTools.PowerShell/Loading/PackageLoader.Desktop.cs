using System.Reflection;

namespace SmtpTools.Loading;

/// <summary>
/// Windows PowerShell 5.1: has one context for all, so another module's copy of an assembly can be found before
/// ours. Answers for the files that stand beside the cmdlet assembly, and for nothing else, when the version that
/// was asked for is not there (the .NET Framework has no binding redirects for a module).
/// </summary>
internal static class PackageLoader
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(PackageLoader).Assembly.Location);

    internal static void Start() => AppDomain.CurrentDomain.AssemblyResolve += Resolve;

    internal static void Stop() => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    private static Assembly? Resolve(object sender, ResolveEventArgs args)
    {
        if (args.RequestingAssembly is { } asker && !IsOurs(asker))
        {
            return null;
        }

        string name = new AssemblyName(args.Name).Name;
        string path = Path.Combine(Folder, name + ".dll");

        // Packages name these at versions that only NuGet has; on .NET Framework 4.7.2 their types are its own.
        return File.Exists(path) ? Assembly.LoadFrom(path)
            : name is "System.ValueTuple" or "System.Runtime.InteropServices.RuntimeInformation" ? typeof(object).Assembly
            : null;
    }

    private static bool IsOurs(Assembly assembly) =>
        !assembly.IsDynamic
        && string.Equals(Path.GetDirectoryName(assembly.Location), Folder, StringComparison.OrdinalIgnoreCase);
}
