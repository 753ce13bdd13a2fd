using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SmtpTools.Tests.Architecture;

/// <summary>
/// For a collection expression that becomes an interface the compiler makes a type of its own, which has no indexer: PowerShell's <c>$list[0]</c> is
/// then the whole list. What a script may get is made as an array or a <c>ReadOnlyCollection</c>.
/// </summary>
public sealed class ListTests
{
    [Theory]
    [InlineData("SmtpTools")]
    [InlineData("SmtpTools.Mail")]
    public void What_leaves_a_project_as_a_list_can_be_indexed_in_PowerShell(string project)
    {
        var compilation = project == "SmtpTools" ? LayerTests.Engine : LayerTests.Compile(project);
        var made = new List<string>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            made.AddRange(tree.GetRoot().DescendantNodes().OfType<CollectionExpressionSyntax>()
                .Where(expression => expression.Elements.Count > 0 && IsOfCompilersOwnType(model, expression) && MayLeave(model, expression))
                .Select(expression => $"{Path.GetFileName(tree.FilePath)}: {expression}"));
        }

        Assert.True(made.Count == 0, string.Join(Environment.NewLine, made));
    }

    private static bool IsOfCompilersOwnType(SemanticModel model, CollectionExpressionSyntax expression) =>
        model.GetTypeInfo(expression).ConvertedType is INamedTypeSymbol { TypeKind: TypeKind.Interface, Name: "IReadOnlyList" or "IReadOnlyCollection" } list
        && (list.TypeArguments[0].SpecialType == SpecialType.System_String || (list.TypeArguments[0].ContainingNamespace?.Name == "SmtpTools" && IsPublic(list.TypeArguments[0])));

    /// <summary>Whether it is more than a variable, an argument or a table of internal code.</summary>
    private static bool MayLeave(SemanticModel model, CollectionExpressionSyntax expression)
    {
        var holder = expression.Parent;
        while (holder is ParenthesizedExpressionSyntax or ConditionalExpressionSyntax or SwitchExpressionArmSyntax or SwitchExpressionSyntax or BinaryExpressionSyntax)
        {
            holder = holder.Parent;
        }

        return holder switch
        {
            ArgumentSyntax { Parent.Parent: { } call } => IsPublic(model.GetSymbolInfo(call).Symbol),
            AssignmentExpressionSyntax assignment => model.GetSymbolInfo(assignment.Left).Symbol is IPropertySymbol property && IsPublic(property),
            EqualsValueClauseSyntax { Parent: { } declared } => model.GetDeclaredSymbol(declared) is IPropertySymbol property && (IsPublic(property) || property.IsOverride),
            _ => true,
        };
    }

    private static bool IsPublic(ISymbol? symbol) =>
        symbol is { DeclaredAccessibility: Accessibility.Public } && (symbol.ContainingType is null || IsPublic(symbol.ContainingType));
}
