using System.Collections;
using System.Management.Automation;

namespace SmtpTools.Commands;

/// <summary>What a row of a table holds, as plain values: of an object its properties, of a hashtable its entries.</summary>
internal static class RowValues
{
    private const int MaxDepth = 8;

    /// <summary>The values by their names.</summary>
    /// <exception cref="ArgumentException">It is a text or a number, which has no fields.</exception>
    public static IReadOnlyDictionary<string, object?> Of(PSObject? row) => row is null
        ? new Dictionary<string, object?>()
        : Fields(row, 0) ?? throw new ArgumentException($"A row is an object with properties or a hashtable, not a {row.BaseObject.GetType().Name}.");

    /// <summary>A result that tells of the row that it is of: the row's columns stand beside its own properties.</summary>
    /// <param name="result">The result, with its row.</param>
    public static PSObject Beside(SendResult result)
    {
        var shown = PSObject.AsPSObject(result);
        if (result.Row is PSObject row && Fields(row, 0) is { } fields)
        {
            foreach (var field in fields.Where(field => shown.Properties[field.Key] is null))
            {
                shown.Properties.Add(new PSNoteProperty(field.Key, field.Value));
            }
        }

        return shown;
    }

    private static Dictionary<string, object?>? Fields(PSObject row, int depth)
    {
        var fields = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (row.BaseObject is IDictionary entries)
        {
            foreach (DictionaryEntry entry in entries)
            {
                fields[LanguagePrimitives.ConvertTo<string>(entry.Key)] = Plain(entry.Value, depth + 1);
            }

            return fields;
        }

        if (row.BaseObject is string or ValueType)
        {
            return null;
        }

        foreach (var property in row.Properties.Where(property => property.IsGettable))
        {
            fields[property.Name] = Plain(Value(property), depth + 1);
        }

        return fields;
    }

    private static object? Value(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            // A computed property that can't be computed is an empty cell.
            return null;
        }
    }

    private static object? Plain(object? value, int depth) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        string or ValueType => value is PSObject simple ? simple.BaseObject : value,
        IDictionary or PSCustomObject when depth < MaxDepth => Fields(PSObject.AsPSObject(value), depth),
        IEnumerable list when depth < MaxDepth => list.Cast<object?>().Select(item => Plain(item, depth + 1)).ToList(),
        var other => other.ToString(),
    };
}
