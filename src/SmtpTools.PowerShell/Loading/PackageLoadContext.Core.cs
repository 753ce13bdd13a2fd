using System.Reflection;
using System.Runtime.Loader;

namespace SmtpTools.Loading;

/// <summary>
/// Holds SmtpTools.Mail and the packages that it needs, from the folder "packages" beside the cmdlet assembly.
/// What is not there (the engine, PowerShell, the runtime) comes from the default context, so that the engine's
/// types are the same on both sides.
/// </summary>
internal sealed class PackageLoadContext : AssemblyLoadContext
{
    private readonly string[] _folders;

    private PackageLoadContext(string folder)
        : base("SmtpTools packages") =>
        _folders = OperatingSystem.IsWindows()
            ? [Path.Combine(folder, "windows"), folder]
            : [folder];

    /// <summary>
    /// One for the process, as the cmdlet assembly itself is: made when first asked for, kept when the module is
    /// removed, since the default context goes on referring to what it was given.
    /// </summary>
    internal static PackageLoadContext Instance { get; } =
        new(Path.Combine(Path.GetDirectoryName(typeof(PackageLoadContext).Assembly.Location)!, "packages"));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        foreach (string folder in _folders)
        {
            string path = Path.Combine(folder, assemblyName.Name + ".dll");
            if (File.Exists(path))
            {
                return LoadFromAssemblyPath(path);
            }
        }

        // Asking the default context for the assembly that only this one has would come back here without end.
        return assemblyName.Name == PackageLoader.GateAssembly
            ? throw new FileNotFoundException($"The SmtpTools module is incomplete: {assemblyName.Name}.dll is not in {_folders[^1]}. Install the module again.")
            : null;
    }
}
