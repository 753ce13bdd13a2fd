using System.Text;

namespace SmtpTools.Messages;

/// <summary>
/// Writes a header value that holds <c>=?</c> so that it is read again as it is: all of it in encoded words (RFC 2047), which is the only
/// way to say "this is no encoded word".
/// </summary>
internal static class LiteralText
{
    private const string Start = "=?utf-8?b?";
    private const string End = "?=";

    // 45 octets are 60 characters of base64: 72 with what stands around them, within the 75 that a word may have.
    private const int MaxOctets = 45;
    private const int MinRoom = 24;

    /// <summary>The raw value: a space, encoded words with folds between, a line end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="firstRoom">Characters left on the field's first line.</param>
    public static string Encode(string text, int firstRoom)
    {
        var raw = new StringBuilder(firstRoom < MinRoom ? "\r\n " : " ");
        var room = firstRoom < MinRoom ? MaxOctets : Math.Min(MaxOctets, (firstRoom - Start.Length - End.Length) / 4 * 3);
        for (var start = 0; start < text.Length; room = MaxOctets)
        {
            // No character is split over two words (RFC 2047 5).
            var length = 0;
            var octets = 0;
            while (start + length < text.Length)
            {
                var step = char.IsSurrogatePair(text, start + length) ? 2 : 1;
                octets += Encoding.UTF8.GetByteCount(text.Substring(start + length, step));
                if (octets > room)
                {
                    break;
                }

                length += step;
            }

            _ = raw.Append(start == 0 ? string.Empty : "\r\n ")
                .Append(Start).Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Substring(start, length)))).Append(End);
            start += length;
        }

        return raw.Append("\r\n").ToString();
    }
}
