using System.Globalization;

namespace SmtpTools.Status;

/// <summary>Reads the table's text form, which status-standard.txt describes.</summary>
internal static class StatusTableReader
{
    private static readonly string[] s_fields = ["code", "reply", "phase", "text", "name", "scope", "by", "means", "cause", "next", "source"];

    /// <exception cref="FormatException">A record is not as it should be; the message names file and line.</exception>
    public static IReadOnlyList<StatusEntry> Read(string file, TextReader reader)
    {
        var entries = new List<StatusEntry>();
        var fields = new List<KeyValuePair<string, string>>();
        var number = 0;
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            number++;
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (line.Length == 0)
            {
                Complete(entries, fields, $"{file}, before line {number}");
                continue;
            }

            fields.Add(ReadField(line, $"{file}, line {number}"));
        }

        Complete(entries, fields, $"{file}, at the end");
        return entries;
    }

    private static KeyValuePair<string, string> ReadField(string line, string where)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        var name = colon > 0 ? line.Substring(0, colon) : line;
        return colon > 0 && s_fields.Contains(name)
            ? new KeyValuePair<string, string>(name, line.Substring(colon + 2).Trim())
            : throw new FormatException($"{where}: '{line}' is no field.");
    }

    private static void Complete(List<StatusEntry> entries, List<KeyValuePair<string, string>> fields, string where)
    {
        if (fields.Count == 0)
        {
            return;
        }

        try
        {
            var codes = Words(fields, "code").Select(StatusCodePattern.Parse).ToList();
            entries.Add(new StatusEntry
            {
                Codes = codes,
                ReplyCodes = [.. Words(fields, "reply").Select(w => int.Parse(w, NumberStyles.None, CultureInfo.InvariantCulture))],
                Phases = [.. Words(fields, "phase").Select(w => ParseName<SmtpPhase>(w))],
                Texts = [.. fields.Where(f => f.Key == "text").Select(f => new StatusTextPattern(f.Value))],
                Name = One(fields, "name"),
                Scope = ParseName<SmtpStatusScope>(One(fields, "scope")),
                Provider = Optional(fields, "by"),
                Meaning = One(fields, "means"),
                Cause = One(fields, "cause"),
                NextStep = One(fields, "next"),
                Source = One(fields, "source"),
            });
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new FormatException($"{where}: {e.Message}", e);
        }

        fields.Clear();
    }

    private static string[] Words(List<KeyValuePair<string, string>> fields, string name) => (Optional(fields, name) ?? string.Empty).Split([' '], StringSplitOptions.RemoveEmptyEntries);

    private static string One(List<KeyValuePair<string, string>> fields, string name) => Optional(fields, name) ?? throw new FormatException($"the field '{name}' is missing.");

    private static string? Optional(List<KeyValuePair<string, string>> fields, string name)
    {
        var values = fields.Where(f => f.Key == name).Select(f => f.Value).ToList();
        return values.Count > 1 ? throw new FormatException($"the field '{name}' is there more than once.") : values.FirstOrDefault();
    }

    private static TEnum ParseName<TEnum>(string name)
        where TEnum : struct =>
        Enum.TryParse<TEnum>(name, out var value) ? value : throw new FormatException($"'{name}' is no {typeof(TEnum).Name}.");
}
