using System.Text;

namespace SmtpTools.Messages;

/// <summary>
/// Text as encoded words in base64 (RFC 2047), for what MimeKit would not write right: words longer than 75 characters, lines longer than
/// 76, or plain text that looks like an encoded word and would be decoded.
/// </summary>
internal static class EncodedText
{
    private const string Start = "=?utf-8?b?";
    private const string End = "?=";

    // 45 octets are 60 characters of base64: 72 with what stands around them, within the 75 that a word may have.
    private const int MaxOctets = 45;
    private const int MinRoom = 24;

    /// <summary>Encodes text: words with folds between them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="firstRoom">Characters left on the first line; with too few it begins with a fold.</param>
    public static string Encode(string text, int firstRoom)
    {
        var words = new StringBuilder(firstRoom < MinRoom ? "\r\n " : string.Empty);
        var room = firstRoom < MinRoom ? MaxOctets : Math.Min(MaxOctets, (firstRoom - Start.Length - End.Length) / 4 * 3);
        for (var start = 0; start < text.Length; room = MaxOctets)
        {
            var length = LengthWithin(text, start, room);
            _ = words.Append(start == 0 ? string.Empty : "\r\n ")
                .Append(Start).Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Substring(start, length)))).Append(End);
            start += length;
        }

        return words.ToString();
    }

    // No character is split over two words (RFC 2047 5).
    private static int LengthWithin(string text, int start, int room)
    {
        var length = 0;
        for (var octets = 0; start + length < text.Length;)
        {
            var step = char.IsSurrogatePair(text, start + length) ? 2 : 1;
            octets += Encoding.UTF8.GetByteCount(text.Substring(start + length, step));
            if (octets > room)
            {
                break;
            }

            length += step;
        }

        return length;
    }
}
