using System.Text;
using MimeKit;

namespace SmtpTools.Messages;

/// <summary>An iCalendar object as a part of a message (RFC 6047): checked, and sent as it was given.</summary>
internal static class CalendarText
{
    /// <summary>The parameter that it comes by.</summary>
    public const string Parameter = nameof(MailMessageOptions.CalendarInvite);

    // RFC 5546 1.4.
    private static readonly HashSet<string> s_methods = new(StringComparer.Ordinal)
    {
        "PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER",
    };

    /// <summary>Makes the part: text/calendar whose method is that of the object (RFC 6047 2.4), without a disposition.</summary>
    /// <param name="text">The object.</param>
    /// <exception cref="ArgumentException">It is no iCalendar object, has no method, or lacks what its method needs.</exception>
    public static TextPart ToPart(string text)
    {
        text = TextRules.ForBody(text, Parameter).Trim() + "\r\n";
        if (text.Length > MessageLimits.MaxCalendar)
        {
            throw TextRules.Refusal(Parameter, $"{Parameter} is longer than {MessageLimits.MaxCalendar} characters.");
        }

        var method = CalendarReader.MethodOf(text)?.Trim().ToUpperInvariant();
        if (method is null || !s_methods.Contains(method))
        {
            throw TextRules.Refusal(Parameter, $"{Parameter} has {(method is null ? "no METHOD" : $"the METHOD '{method}'")}; a message needs one such as METHOD:REQUEST (RFC 5546 1.4).");
        }

        var part = new TextPart("calendar");
        part.SetText(Encoding.UTF8, text);
        part.ContentType.Parameters.Add("method", method);

        // Not all calendar programs undo quoted-printable; all of them read base64.
        part.ContentTransferEncoding = ContentEncoding.Base64;
        return part;
    }
}
