using System.Globalization;

namespace SmtpTools.Protocol;

/// <summary>The values of the parameters that change when and how a message travels, checked and written.</summary>
internal static class TransferParameters
{
    /// <summary>Largest number of seconds that BY takes: nine digits (RFC 2852 4).</summary>
    public const int MaxDeliverBySeconds = 999_999_999;

    /// <summary>The value of BY (RFC 2852 4).</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="offer">The parameter of the EHLO keyword, the least number of seconds that the server takes; null or empty for none.</param>
    public static string By(DeliverBy limit, string? offer)
    {
        var seconds = Math.Floor(limit.Within.TotalSeconds);
        var least = limit.Mode == DeliverByMode.Return ? 1 : -MaxDeliverBySeconds;
        if (seconds < least || seconds > MaxDeliverBySeconds)
        {
            throw new ArgumentException($"A time limit for delivery has up to nine digits of seconds, and is positive where a late message is returned (RFC 2852 4); not {seconds}.");
        }

        if (limit.Mode == DeliverByMode.Return && int.TryParse(offer, NumberStyles.None, CultureInfo.InvariantCulture, out var minimum) && seconds < minimum)
        {
            throw new SmtpRequirementException($"The message is to be delivered within {seconds} s, and the server promises nothing below {minimum} s (RFC 2852 3).", "DELIVERBY");
        }

        return $"{seconds.ToString(CultureInfo.InvariantCulture)};{(limit.Mode == DeliverByMode.Return ? "R" : "N")}{(limit.Trace ? "T" : string.Empty)}";
    }

    /// <summary>A date-time of RFC 3339 in UTC, as HOLDUNTIL (RFC 4865 4) and RRVS (RFC 7293 4) take it.</summary>
    public static string Timestamp(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>The value of MT-PRIORITY (RFC 6710 3).</summary>
    public static string Priority(int priority) => priority is >= -9 and <= 9
        ? priority.ToString(CultureInfo.InvariantCulture)
        : throw new ArgumentException($"A transfer priority is a number from -9 to 9 (RFC 6710 3); not {priority}.");

    /// <summary>The value of MAIL AUTH= (RFC 4954 5).</summary>
    public static string Submitter(string submitter)
    {
        if (submitter == "<>")
        {
            return submitter;
        }

        return Mailbox.TryParse(submitter, out var mailbox, out var fault)
            ? Xtext.Encode(mailbox.AsciiForm ?? mailbox.UnicodeForm)
            : throw new ArgumentException($"The submitter is no mail address: {fault}.");
    }
}
