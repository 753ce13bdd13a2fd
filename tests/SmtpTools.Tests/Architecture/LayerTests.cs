using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SmtpTools.Tests.Architecture;

/// <summary>
/// The arrows of docs/architecture.md: which folder of the engine may use which. Public types of all folders share one namespace, so folders are
/// told by where a symbol is declared.
/// </summary>
public sealed class LayerTests
{
    private const string RootFolder = "(root)";

    /// <summary>What each folder may use besides itself, the root and Compat.</summary>
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        [RootFolder] = [],
        ["Compat"] = ["Sasl"],
        ["Addressing"] = [],
        ["Transcript"] = [],
        ["Protocol"] = ["Addressing"],
        ["Sasl"] = ["Addressing"],
        ["Findings"] = [],
        ["Dns"] = ["Addressing", "Findings"],
        ["Spf"] = ["Addressing", "Findings", "Dns"],
        ["Dkim"] = ["Addressing", "Findings", "Dns"],
        ["Dmarc"] = ["Addressing", "Findings", "Dns", "Spf"],
        ["Authentication"] = ["Addressing", "Dkim", "Dmarc", "Messages", "Spf"],
        ["Status"] = ["Protocol"],
        ["Transport"] = ["Protocol", "Addressing", "Transcript"],
        ["Session"] = ["Transport", "Protocol", "Sasl", "Addressing", "Transcript", "Status"],
        ["Http"] = ["Addressing", "Dns", "Transport"],
        ["Dane"] = ["Addressing", "Findings", "Dns", "Transport", "Protocol"],
        ["MtaSts"] = ["Addressing", "Findings", "Dns", "Http"],
        ["Bimi"] = ["Addressing", "Findings", "Dns", "Dmarc", "Http", "Transport"],
        ["TlsRpt"] = ["Addressing", "Findings", "Dns"],
        ["Reputation"] = ["Addressing", "Dns"],
        ["TlsHello"] = [],
        ["Messages"] = ["Addressing", "Session", "Protocol"],
        ["Capture"] = ["Protocol", "Sasl", "Addressing", "Transport", "Messages"],
        ["Diagnosis"] = ["Addressing", "Findings", "Protocol", "Sasl", "Dns", "Spf", "Dkim", "Dmarc", "Http", "MtaSts", "TlsRpt", "Dane", "Bimi", "Reputation", "Status", "Transport", "TlsHello", "Session", "Transcript"],
    };

    private static readonly Lazy<CSharpCompilation> s_engine = new(() => Compile("SmtpTools"));

    internal static CSharpCompilation Engine => s_engine.Value;

    [Fact]
    public void Each_folder_of_the_engine_uses_only_what_it_may()
    {
        var forbidden = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tree in s_engine.Value.SyntaxTrees)
        {
            var from = FolderOf(tree.FilePath);
            Assert.True(s_mayUse.ContainsKey(from), $"The folder {from} is not in the table of arrows.");
            var model = s_engine.Value.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                foreach (var to in FoldersOf(model.GetSymbolInfo(name).Symbol))
                {
                    if (to != from && to is not (RootFolder or "Compat") && !s_mayUse[from].Contains(to))
                    {
                        _ = forbidden.Add($"{from} -> {to}: {Path.GetFileName(tree.FilePath)} uses {name.Identifier.Text}");
                    }
                }
            }
        }

        Assert.Empty(forbidden);
    }

    [Fact]
    public void The_engine_knows_no_PowerShell() =>
        Assert.DoesNotContain(Sources("SmtpTools"), file => File.ReadAllText(file).Contains("System.Management.Automation", StringComparison.Ordinal));

    [Fact]
    public void Targets_are_told_apart_only_in_Compat_and_Transport() =>
        Assert.DoesNotContain(
            Sources("SmtpTools").Where(file => FolderOf(file) is not ("Compat" or "Transport")),
            file => File.ReadLines(file).Any(line => line.TrimStart().StartsWith("#if", StringComparison.Ordinal)));

    [Theory]
    [InlineData("SmtpTools")]
    [InlineData("SmtpTools.Mail")]
    [InlineData("SmtpTools.PowerShell")]
    public void No_file_is_longer_than_fits_in_a_head(string project) =>
        Assert.DoesNotContain(Sources(project), file => File.ReadLines(file).Count() > 400);

    [Theory]
    [InlineData(typeof(SmtpReply))]
    [InlineData(typeof(MessageBuilder))]
    public void No_type_of_a_package_is_public(Type inAssembly)
    {
        string[] packages = ["MimeKit", "DnsClient", "BouncyCastle.Cryptography", "AngleSharp", "Ical.Net", "Fluid"];
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var shown = inAssembly.Assembly.GetExportedTypes().SelectMany(type => type.GetMembers(Public)).SelectMany(TypesOf);

        Assert.DoesNotContain(shown, type => packages.Contains(type.Assembly.GetName().Name));
    }

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        MethodBase method => method.GetParameters().Select(parameter => parameter.ParameterType).Concat(method is MethodInfo { ReturnType: var returned } ? [returned] : []),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    };

    /// <summary>Compiles a project of src/ in memory, with what it may refer to.</summary>
    internal static CSharpCompilation Compile(string project)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: ["NET", "NET8_0", "NET8_0_OR_GREATER"]);
        var usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
        var trees = Sources(project).Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file))
            .Append(CSharpSyntaxTree.ParseText(usings, options, Path.Combine(Root(), "src", project, "GlobalUsings.cs")));
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => project == "SmtpTools"
                ? Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll"
                : Path.GetFileNameWithoutExtension(path) != project)
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(project, trees, platform, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    private static IEnumerable<string> FoldersOf(ISymbol? symbol)
    {
        // A namespace has no folder of its own, and a local or a parameter is no use of anything.
        var declared = symbol is INamespaceSymbol or null ? null : symbol.ContainingType ?? symbol;
        return declared is null ? [] : declared.DeclaringSyntaxReferences.Select(reference => FolderOf(reference.SyntaxTree.FilePath)).Distinct();
    }

    private static string FolderOf(string file)
    {
        var parts = Path.GetRelativePath(Path.Combine(Root(), "src", "SmtpTools"), file).Split(Path.DirectorySeparatorChar);
        return parts.Length == 1 ? RootFolder : parts[0];
    }

    private static IEnumerable<string> Sources(string project) =>
        Directory.EnumerateFiles(Path.Combine(Root(), "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SmtpTools.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run within the checkout.");
        }

        return folder.FullName;
    }
}
