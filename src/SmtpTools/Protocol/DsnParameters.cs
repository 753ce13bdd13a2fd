namespace SmtpTools.Protocol;

/// <summary>The values of the DSN parameters (RFC 3461 4), checked and written.</summary>
internal static class DsnParameters
{
    /// <summary>Most characters of an envelope identifier before encoding (RFC 3461 4.4).</summary>
    public const int MaxEnvelopeIdLength = 100;

    /// <summary>Most characters of an original recipient before encoding (RFC 3461 4.2 lets the whole parameter have 500).</summary>
    public const int MaxOriginalRecipientLength = 256;

    public static string Notify(DsnNotify notify)
    {
        if (notify == DsnNotify.Never)
        {
            return "NEVER";
        }

        var words = new List<string>(3);
        if (notify.HasFlag(DsnNotify.Success))
        {
            words.Add("SUCCESS");
        }

        if (notify.HasFlag(DsnNotify.Failure))
        {
            words.Add("FAILURE");
        }

        if (notify.HasFlag(DsnNotify.Delay))
        {
            words.Add("DELAY");
        }

        return string.Join(",", words);
    }

    public static string EnvelopeId(string value)
    {
        // RFC 3461 4.4: printable ASCII before encoding; a control character here was an injection elsewhere.
        if (value.Length is 0 or > MaxEnvelopeIdLength || value.Any(character => character is < ' ' or > '~'))
        {
            throw new ArgumentException($"An envelope identifier has 1 to {MaxEnvelopeIdLength} printable ASCII characters (RFC 3461 4.4).");
        }

        return Xtext.Encode(value);
    }

    public static string OriginalRecipient(string value)
    {
        var separator = value.IndexOf(';');
        if (separator <= 0 || separator == value.Length - 1 || value.Length > MaxOriginalRecipientLength || value.Any(char.IsControl)
            || !value.Take(separator).All(character => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-'))
        {
            throw new ArgumentException($"'{value.Replace('\r', '?').Replace('\n', '?')}' is no original recipient: it takes a type and an address, as in rfc822;user@example.com (RFC 3461 4.2).");
        }

        return $"{value.Substring(0, separator)};{Xtext.Encode(value.Substring(separator + 1))}";
    }
}
