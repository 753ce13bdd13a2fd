using System.Text;
using MimeKit;

namespace SmtpTools.Messages;

/// <summary>
/// Adds fields to a message's header list. MimeKit encodes and folds them; here are the rules that it leaves to its callers, and a last
/// look that nothing but folds ends a line.
/// </summary>
/// <param name="headers">The list.</param>
/// <param name="format">How the message will be written.</param>
internal sealed class FieldWriter(HeaderList headers, FormatOptions format)
{
    /// <summary>Most characters of a line that holds an encoded word (RFC 2047 2); other lines are folded there as well.</summary>
    public const int MaxFoldedLine = 76;

    private const int MinFoldedLine = 60;

    /// <summary>A field of free text (RFC 5322 2.2.1).</summary>
    public void Text(string name, string value)
    {
        value = value.Trim(' ', '\t');
        var header = new Header(Encoding.UTF8, name, string.Empty);
        if (value.IndexOf("=?", StringComparison.Ordinal) >= 0)
        {
            // MimeKit leaves text that looks like an encoded word as it is, and readers would decode it.
            header.SetRawValue(Encoding.ASCII.GetBytes(LiteralText.Encode(value, MaxFoldedLine - name.Length - 2)));
        }
        else
        {
            header.SetValue(FoldedFor(name, value), Encoding.UTF8, value);
        }

        Add(header);
    }

    /// <summary>A field that can hold only ASCII, such as References.</summary>
    /// <exception cref="ArgumentException">The value is not ASCII, or a word of it is longer than a line: the grammar has no way to write it.</exception>
    public void Structured(string name, string value, string parameter)
    {
        value = value.Trim(' ', '\t');
        if (!TextRules.IsAscii(value))
        {
            throw TextRules.Refusal(parameter, $"{parameter}: the field {name} can only hold ASCII.");
        }

        if (LongestWord(value) >= MessageLimits.MaxLine)
        {
            throw TextRules.Refusal(
                parameter, $"{parameter}: the field {name} holds {MessageLimits.MaxLine} or more characters without a space (RFC 5322 2.1.1).");
        }

        var header = new Header(Encoding.UTF8, name, string.Empty);
        header.SetValue(FoldedFor(name, value), Encoding.UTF8, value);
        Add(header);
    }

    /// <summary>A field of addresses; none writes no field (RFC 5322 has no empty To).</summary>
    public void Addresses(string name, InternetAddressList addresses)
    {
        if (addresses.Count == 0)
        {
            return;
        }

        // MimeKit folds addresses only in the fields that it knows to hold them; the longest of those names suits all others.
        var known = new Header(HeaderId.DispositionNotificationTo, string.Empty);
        known.SetValue(format, Encoding.UTF8, addresses.ToString(encode: false));
        var header = new Header(Encoding.UTF8, name, string.Empty);
        header.SetRawValue(known.RawValue);
        Add(header);
    }

    private static int LongestWord(string value) => value.Split(' ', '\t').Max(word => word.Length);

    private void Add(Header header)
    {
        var raw = header.RawValue;
        var end = Array.IndexOf(raw, (byte)'\r');
        if (header.Field.Length + 1 + end > MaxFoldedLine && Encoding.ASCII.GetString(raw, 0, Math.Max(end, 0)).Contains("=?"))
        {
            // MimeKit never folds before the first word.
            header.SetRawValue([(byte)'\r', (byte)'\n', .. raw]);
        }

        Verify(header);
        headers.Add(header);
    }

    // That no line but the first begins with anything but white space is what keeps a value from becoming a field of its own, whatever
    // came before.
    private static void Verify(Header header)
    {
        var raw = header.RawValue;
        for (var i = 0; i < raw.Length; i++)
        {
            var isLineEnd = raw[i] == '\r' && i + 1 < raw.Length && raw[i + 1] == '\n';
            if (isLineEnd && (i + 2 == raw.Length || raw[i + 2] is (byte)' ' or (byte)'\t'))
            {
                i++;
            }
            else if (raw[i] is (byte)'\r' or (byte)'\n' or 0)
            {
                throw new InvalidOperationException($"The header field {header.Field} would hold a line end or NUL that is no fold.");
            }
        }
    }

    private FormatOptions FoldedFor(string name, string value)
    {
        var folded = format.Clone();
        if (!TextRules.IsAscii(value) && !format.International)
        {
            folded.MaxLineLength = Math.Max(MinFoldedLine, MaxFoldedLine - name.Length);
        }
        else if (LongestWord(value) is var longest && longest >= MinFoldedLine && longest + name.Length + 2 <= MessageLimits.MaxLine)
        {
            // MimeKit would encode a word that is longer than a folded line, and a program that looks for it would not know it again.
            folded.MaxLineLength = MessageLimits.MaxLine;
        }

        return folded;
    }
}
