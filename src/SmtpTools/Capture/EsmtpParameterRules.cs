using System.Globalization;
using SmtpTools.Protocol;

namespace SmtpTools.Capture;

/// <summary>Which parameters MAIL and RCPT may have, of which extension each is, and what its value must look like.</summary>
internal static class EsmtpParameterRules
{
    private const int MaxEnvelopeId = 100;
    private const int MaxOriginalRecipient = 500;
    private const int MaxDigits = 9;

    private static readonly Dictionary<string, Rule> s_mail = new(StringComparer.Ordinal)
    {
        ["SIZE"] = new(SmtpListenerExtensions.Size, static value => IsDigits(value, 20), "1 to 20 digits (RFC 1870 3)"),
        ["BODY"] = new(SmtpListenerExtensions.EightBitMime, static value => Is(value, "7BIT", "8BITMIME", "BINARYMIME"), "7BIT, 8BITMIME or BINARYMIME (RFC 6152 2)"),
        ["SMTPUTF8"] = new(SmtpListenerExtensions.SmtpUtf8, static value => value is null, "no value (RFC 6531 3.4)"),
        ["RET"] = new(SmtpListenerExtensions.Dsn, static value => Is(value, "FULL", "HDRS"), "FULL or HDRS (RFC 3461 4.3)"),
        ["ENVID"] = new(SmtpListenerExtensions.Dsn, static value => value?.Length <= MaxEnvelopeId && Xtext.TryDecode(value, out _), "xtext of at most 100 characters (RFC 3461 4.4)"),
        ["AUTH"] = new(SmtpListenerExtensions.Auth, static value => value == "<>" || (value is not null && Xtext.TryDecode(value, out _)), "<> or xtext (RFC 4954 5)"),
        ["BY"] = new(SmtpListenerExtensions.DeliverBy, IsDeliverBy, "seconds;N or seconds;R, with T at the end or not (RFC 2852 4)"),
        ["HOLDFOR"] = new(SmtpListenerExtensions.FutureRelease, static value => IsDigits(value, MaxDigits), "1 to 9 digits (RFC 4865 4)"),
        ["HOLDUNTIL"] = new(SmtpListenerExtensions.FutureRelease, IsDateTime, "a date and time of RFC 3339 (RFC 4865 4)"),
        ["MT-PRIORITY"] = new(SmtpListenerExtensions.MtPriority, IsPriority, "-9 to 9 (RFC 6710 4.2)"),
        ["REQUIRETLS"] = new(SmtpListenerExtensions.RequireTls, static value => value is null, "no value (RFC 8689 2)"),
    };

    private static readonly Dictionary<string, Rule> s_recipient = new(StringComparer.Ordinal)
    {
        ["NOTIFY"] = new(SmtpListenerExtensions.Dsn, IsNotify, "NEVER, or SUCCESS, FAILURE and DELAY in any number (RFC 3461 4.1)"),
        ["ORCPT"] = new(SmtpListenerExtensions.Dsn, IsOriginalRecipient, "type;xtext of at most 500 characters (RFC 3461 4.2)"),
        ["RRVS"] = new(SmtpListenerExtensions.Rrvs, IsValidSince, "a date and time, with ;C or ;R behind it or not (RFC 7293 3.1)"),
    };

    /// <summary>Judges the parameters of MAIL; null when they are good.</summary>
    public static ServerReply? CheckMail(IReadOnlyList<EsmtpParameter> parameters, SmtpListenerExtensions offered, long maxSize)
    {
        if (Check(parameters, s_mail, "MAIL", offered) is { } refusal)
        {
            return refusal;
        }

        // RFC 4865 4 allows one of them.
        if (ValueOf(parameters, "HOLDFOR") is not null && ValueOf(parameters, "HOLDUNTIL") is not null)
        {
            return Bad("HOLDFOR and HOLDUNTIL exclude each other (RFC 4865 4)");
        }

        if (Is(ValueOf(parameters, "BODY"), "BINARYMIME") && (offered & SmtpListenerExtensions.BinaryMime) == 0)
        {
            return NotOffered("BODY=BINARYMIME");
        }

        // The digits may be more than any integer holds; those are too many in any case.
        return ValueOf(parameters, "SIZE") is { } size && (EsmtpValue.ToNumber(size) ?? long.MaxValue) > maxSize
            ? TooLarge(maxSize)
            : null;
    }

    /// <summary>Judges the parameters of RCPT; null when they are good.</summary>
    public static ServerReply? CheckRecipient(IReadOnlyList<EsmtpParameter> parameters, SmtpListenerExtensions offered) =>
        Check(parameters, s_recipient, "RCPT", offered);

    /// <summary>The refusal of a message above the limit, before or after its content.</summary>
    public static ServerReply TooLarge(long maxSize) => new(552, new EnhancedStatusCode(5, 3, 4), $"The message is larger than {maxSize} octets");

    /// <summary>The value of a parameter that has one, or null.</summary>
    public static string? ValueOf(IReadOnlyList<EsmtpParameter> parameters, string keyword)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Keyword == keyword)
            {
                return parameters[i].Value ?? string.Empty;
            }
        }

        return null;
    }

    private static ServerReply? Check(IReadOnlyList<EsmtpParameter> parameters, Dictionary<string, Rule> rules, string command, SmtpListenerExtensions offered)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            var (keyword, value) = parameters[i];
            if (!rules.TryGetValue(keyword, out var rule))
            {
                // RFC 5321 4.1.1.11
                return new ServerReply(555, new EnhancedStatusCode(5, 5, 4), $"{command} has no parameter {keyword} here");
            }

            if ((offered & rule.Extension) == 0)
            {
                return NotOffered(keyword);
            }

            if (!rule.IsGood(value))
            {
                return Bad($"{keyword} takes {rule.Takes}");
            }
        }

        return null;
    }

    private static ServerReply NotOffered(string what) => new(555, new EnhancedStatusCode(5, 5, 4), $"{what} is of an extension that is not offered");

    private static ServerReply Bad(string text) => new(501, new EnhancedStatusCode(5, 5, 4), text);

    private static bool Is(string? value, params string[] allowed) => allowed.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static bool IsDigits(string? value, int most) => value is { Length: > 0 } && value.Length <= most && value.All(static digit => digit is >= '0' and <= '9');

    private static bool IsDeliverBy(string? value)
    {
        var parts = (value ?? string.Empty).Split(';');
        if (parts.Length != 2 || !Is(parts[1], "N", "R", "NT", "RT"))
        {
            return false;
        }

        var signed = parts[0].StartsWith('-') || parts[0].StartsWith('+');
        if (!IsDigits(signed ? parts[0].Substring(1) : parts[0], MaxDigits))
        {
            return false;
        }

        // RFC 2852 4: with R (return) the time must still lie ahead.
        var seconds = int.Parse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return seconds > 0 || parts[1][0] is 'N' or 'n';
    }

    private static bool IsPriority(string? value) =>
        value is ['1' or '2' or '3' or '4' or '5' or '6' or '7' or '8' or '9' or '0'] or ['-', >= '1' and <= '9'];

    private static bool IsDateTime(string? value) => value is not null && DateTimeOffset.TryParseExact(
        value, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static bool IsValidSince(string? value)
    {
        var parts = (value ?? string.Empty).Split(';');
        return IsDateTime(parts[0]) && (parts.Length == 1 || (parts.Length == 2 && Is(parts[1], "C", "R")));
    }

    private static bool IsNotify(string? value)
    {
        var items = (value ?? string.Empty).ToUpperInvariant().Split(',');
        return items is ["NEVER"] || (items.All(static item => item is "SUCCESS" or "FAILURE" or "DELAY") && items.Distinct().Count() == items.Length);
    }

    private static bool IsOriginalRecipient(string? value)
    {
        if (value is null || value.Length > MaxOriginalRecipient || value.IndexOf(';') <= 0)
        {
            return false;
        }

        // RFC 6533 3: the address of type utf-8 is not xtext and may hold UTF-8 itself.
        return value.StartsWith("utf-8;", StringComparison.OrdinalIgnoreCase) || EsmtpValue.DecodeOriginalRecipient(value) is not null;
    }

    private sealed record Rule(SmtpListenerExtensions Extension, Func<string?, bool> IsGood, string Takes);
}
