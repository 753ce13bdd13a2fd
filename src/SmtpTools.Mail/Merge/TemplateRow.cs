using Fluid;

namespace SmtpTools.Merge;

/// <summary>A row while a template is filled in from it: its values as they are, and in disguise for fields whose text has a structure.</summary>
internal sealed class TemplateRow
{
    /// <summary>The name by which a template reaches fields that are no identifiers: <c>row["First name"]</c>.</summary>
    public const string WholeRow = "row";

    private readonly IReadOnlyDictionary<string, object?> _values;
    private readonly TemplateOptions _options;
    private TemplateContext? _plain;
    private TemplateContext? _guarded;

    public TemplateRow(IReadOnlyDictionary<string, object?> values, TemplateOptions options, int number)
    {
        _values = values;
        _options = options;
        Number = number;
    }

    /// <summary>The row's number, from 1.</summary>
    public int Number { get; }

    /// <summary>Fills in free text.</summary>
    public string Text(LiquidText text) => text.Fill(Plain, isHtml: false, Number);

    /// <summary>Fills in HTML, values escaped.</summary>
    public string Html(LiquidText text) => text.Fill(Plain, isHtml: true, Number);

    /// <summary>Fills in a text of which values are pieces, each marked as one.</summary>
    public string Pieces(LiquidText text) => text.Fill(_guarded ??= Context((IReadOnlyDictionary<string, object?>)GuardedValues.Guard(_values)!), isHtml: false, Number);

    private TemplateContext Plain => _plain ??= Context(_values);

    private TemplateContext Context(IReadOnlyDictionary<string, object?> values)
    {
        var context = new TemplateContext(_options);
        foreach (var pair in values)
        {
            _ = context.SetValue(pair.Key, pair.Value ?? string.Empty);
        }

        _ = context.SetValue(WholeRow, values);
        return context;
    }
}
