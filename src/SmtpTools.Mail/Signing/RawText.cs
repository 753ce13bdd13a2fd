using System.Text;
using MimeKit;

namespace SmtpTools.Signing;

/// <summary>The value of a header field as it is written: unfolded by nobody, its encoded words (RFC 2047) not decoded.</summary>
internal static class RawText
{
    /// <summary>The value.</summary>
    public static string Of(Header header) => Encoding.UTF8.GetString(header.RawValue);
}
