using System.Globalization;
using SmtpTools.Protocol;

namespace SmtpTools.Capture;

/// <summary>Values of MAIL and RCPT parameters, read for the captured message.</summary>
internal static class EsmtpValue
{
    public static IReadOnlyDictionary<string, string> NoParameters { get; } = new Dictionary<string, string>(0);

    public static long? ToNumber(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string? Decode(string xtext) => Xtext.TryDecode(xtext, out var value) ? value : null;

    /// <summary>The address type stays, the address behind it is xtext (RFC 3461 4.2) or, for the type utf-8, RFC 6533 3's form as it is.</summary>
    public static string? DecodeOriginalRecipient(string value)
    {
        var semicolon = value.IndexOf(';');
        return semicolon > 0 && Decode(value.Substring(semicolon + 1)) is { } address ? value.Substring(0, semicolon + 1) + address : null;
    }

    public static IReadOnlyDictionary<string, string> ToDictionary(IReadOnlyList<EsmtpParameter> parameters)
    {
        if (parameters.Count == 0)
        {
            return NoParameters;
        }

        var dictionary = new Dictionary<string, string>(parameters.Count, StringComparer.Ordinal);
        for (var i = 0; i < parameters.Count; i++)
        {
            dictionary[parameters[i].Keyword] = parameters[i].Value ?? string.Empty;
        }

        return dictionary;
    }
}
