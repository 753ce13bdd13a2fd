namespace SmtpTools.Messages;

/// <summary>
/// Splits a text of several addresses at the commas and semicolons between them: not at those within quotes, comments, angle brackets,
/// address literals or groups (RFC 5322 3.4).
/// </summary>
internal static class AddressSplitter
{
    /// <summary>Splits; empty pieces are left out.</summary>
    /// <exception cref="ArgumentException">A quote, bracket or group is not closed, or a piece has no @.</exception>
    public static IEnumerable<string> Split(string text, string parameter)
    {
        var pieces = new List<string>();
        var begun = string.Empty;
        for (var start = 0; start < text.Length;)
        {
            var end = EndOfPiece(text, start, out var isAddress, parameter);
            var piece = text.Substring(start, end - start).Trim();
            var separator = end < text.Length ? text[end] : '\0';
            start = end + 1;
            if (piece.Length == 0)
            {
                continue;
            }

            begun += piece;
            if (isAddress)
            {
                pieces.Add(begun);
                begun = string.Empty;
            }
            else if (separator == ',')
            {
                // "Doe, Jane <jane@example.com>": a name that holds a comma without being quoted.
                begun += ", ";
            }
            else
            {
                break;
            }
        }

        return begun.Length == 0
            ? pieces
            : throw TextRules.Refusal(parameter, $"{parameter} holds '{begun.TrimEnd(',', ' ')}', which is not a mail address: it has no @.");
    }

    private static int EndOfPiece(string text, int start, out bool isAddress, string parameter)
    {
        var inGroup = false;
        isAddress = false;
        for (var at = start; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    at = Closing(text, at, '"', parameter);
                    break;
                case '(':
                    at = Closing(text, at, ')', parameter);
                    break;
                case '<':
                    at = Closing(text, at, '>', parameter);
                    isAddress = true;
                    break;
                case '[' when isAddress && text[at - 1] == '@':
                    at = Closing(text, at, ']', parameter);
                    break;
                case '@':
                    isAddress = true;
                    break;
                case ':':
                    inGroup = true;
                    break;
                case ';' when inGroup:
                    // The semicolon belongs to the group; a separator may follow.
                    isAddress = true;
                    return at + 1;
                case ',' or ';' when !inGroup:
                    return at;
            }
        }

        return inGroup
            ? throw TextRules.Refusal(
                parameter,
                $"{parameter} '{text}' begins a group with a ':' but does not end it with a ';' (RFC 5322 3.4); a name that holds a ':' must be quoted.")
            : text.Length;
    }

    private static int Closing(string text, int at, char closing, string parameter)
    {
        var opening = text[at];
        var depth = 1;
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == closing && --depth == 0)
            {
                return i;
            }
            else if (text[i] == '(' && opening == '(')
            {
                depth++;
            }
            else if (text[i] == '"' && opening == '<')
            {
                i = Closing(text, i, '"', parameter);
            }
        }

        throw TextRules.Refusal(parameter, $"{parameter} '{text}' has a {opening} that is not closed.");
    }
}
