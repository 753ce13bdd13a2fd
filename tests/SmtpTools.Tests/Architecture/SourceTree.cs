using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SmtpTools.Tests.Architecture;

/// <summary>The sources of what is shipped, found from where the tests run.</summary>
internal static class SourceTree
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest, DocumentationMode.None, preprocessorSymbols: ["NET", "NET8_0", "NET8_0_OR_GREATER"]);

    public static string Root { get; } = FindRoot();

    /// <summary>The projects that are shipped.</summary>
    public static string[] Projects { get; } = ["SmtpTools", "SmtpTools.Mail", "SmtpTools.PowerShell"];

    /// <summary>The files of a project as paths below it, with slashes.</summary>
    public static IEnumerable<string> Files(string project)
    {
        var folder = Path.Combine(Root, "src", project);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(path => path.Split('/')[0] is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal);
    }

    public static SyntaxTree Parse(string project, string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Root, "src", project, file)), s_options, file);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SmtpTools.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the sources.");
        }

        return folder;
    }
}
