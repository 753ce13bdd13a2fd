using System.Globalization;
using System.Text;

namespace SmtpTools.TestServer;

/// <summary>Bytes of the wire as text for reports, and the wildcard of <see cref="Script.Expect(string[])"/>.</summary>
internal static class WireText
{
    private const int Shown = 400;

    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, Shown)]);
        return Quote(text) + (bytes.Length > Shown ? $" ... ({bytes.Length} bytes)" : "");
    }

    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '\r' => quoted.Append("\\r"),
                '\n' => quoted.Append("\\n"),
                < ' ' or '\x7f' => quoted.Append("\\x").Append(((int)character).ToString("x2", CultureInfo.InvariantCulture)),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Whether <paramref name="line"/> equals <paramref name="pattern"/>, in which each <c>*</c> stands for any text.</summary>
    public static bool Matches(string line, string pattern)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return line == pattern;
        }

        if (!line.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = line.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return line.Length - at >= parts[^1].Length && line.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
