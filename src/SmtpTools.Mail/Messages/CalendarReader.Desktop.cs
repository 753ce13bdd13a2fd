namespace SmtpTools.Messages;

/// <summary>
/// Finds the METHOD of an iCalendar object without Ical.Net, which Windows PowerShell 5.1 has no build of: the object itself is sent
/// unchecked there.
/// </summary>
internal static class CalendarReader
{
    /// <summary>The METHOD of an object; null for none.</summary>
    /// <exception cref="ArgumentException">It is no iCalendar object.</exception>
    public static string? MethodOf(string text)
    {
        // A folded line goes on behind a line end and a space (RFC 5545 3.1).
        var lines = text.Replace("\r\n ", string.Empty).Replace("\r\n\t", string.Empty).Split(["\r\n"], StringSplitOptions.RemoveEmptyEntries);
        if (!Is(lines[0], "BEGIN:VCALENDAR") || !Is(lines[lines.Length - 1], "END:VCALENDAR"))
        {
            throw TextRules.Refusal(CalendarText.Parameter, $"{CalendarText.Parameter} must hold one iCalendar object (BEGIN:VCALENDAR ... END:VCALENDAR) (RFC 5545 3.4).");
        }

        const string Method = "METHOD:";
        var method = Array.Find(lines, line => line.StartsWith(Method, StringComparison.OrdinalIgnoreCase));
        return method?.Substring(Method.Length);
    }

    private static bool Is(string line, string expected) => string.Equals(line.Trim(), expected, StringComparison.OrdinalIgnoreCase);
}
