using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SmtpTools.Tests.Architecture;

/// <summary>Rules of docs/architecture.md that the compiler does not know.</summary>
public sealed class SourceRuleTests
{
    private static readonly string[] s_ofTheProcess =
    [
        "ServicePointManager", "SetSwitch", "SetEnvironmentVariable", "SetCurrentDirectory", "DefaultThreadCurrentCulture", "DefaultThreadCurrentUICulture",
        "SetMinThreads", "SetMaxThreads",
    ];

    private static readonly string[] s_packages = ["MimeKit", "DnsClient", "Org.BouncyCastle"];

    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_is_named_after_the_one_type_that_it_holds(string project)
    {
        var misnamed = new List<string>();
        foreach (var file in SourceTree.Files(project))
        {
            var types = SourceTree.Parse(project, file).GetRoot().DescendantNodes(node => node is not BaseTypeDeclarationSyntax)
                .OfType<MemberDeclarationSyntax>().Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax).Select(NameOf).ToList();
            if (types is not [var name] || name != Path.GetFileNameWithoutExtension(file).Split('.', '{')[0])
            {
                misnamed.Add($"{file} holds {string.Join(", ", types)}");
            }
        }

        Assert.True(misnamed.Count == 0, string.Join(Environment.NewLine, misnamed));
    }

    /// <summary>
    /// Another module may have loaded another version of a package: none of its types may be in a signature that PowerShell sees. The cmdlets'
    /// assembly is not loaded here; the compiler keeps each public API in a file.
    /// </summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Nothing_in_a_public_API_speaks_of_a_package(string project)
    {
        var api = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src", project), "PublicAPI.*.txt", SearchOption.AllDirectories).SelectMany(File.ReadAllLines).ToList();

        Assert.InRange(api.Count, 10, int.MaxValue);
        Assert.DoesNotContain(api, line => s_packages.Any(package => line.Contains(package + '.', StringComparison.Ordinal)));
    }

    /// <summary>The module is a guest in its process: what it needs it says of its own connections, and never of everybody's.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Nothing_is_set_for_the_whole_process(string project)
    {
        var setters = SourceTree.Files(project)
            .SelectMany(file => SourceTree.Parse(project, file).GetRoot().DescendantTokens()
                .Where(static token => s_ofTheProcess.Contains(token.Text)).Select(token => $"{file}: {token.Text}"));

        Assert.Empty(setters);
    }

    private static string NameOf(MemberDeclarationSyntax type) =>
        type is DelegateDeclarationSyntax method ? method.Identifier.Text : ((BaseTypeDeclarationSyntax)type).Identifier.Text;
}
