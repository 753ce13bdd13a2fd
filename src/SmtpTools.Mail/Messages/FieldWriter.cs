using System.Text;
using MimeKit;

namespace SmtpTools.Messages;

/// <summary>
/// Adds fields to a message's header list. MimeKit encodes and folds them; what it writes is looked at once more, since a value that is
/// not a proper field is how fields are injected, and an encoded word that is not proper is how text is lost.
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
        header.SetValue(FoldedFor(name, value), Encoding.UTF8, value);

        // Text that looks like an encoded word would be decoded by its readers: then all of it is encoded.
        if (!IsWellEncoded(header) || value.IndexOf("=?", StringComparison.Ordinal) >= 0)
        {
            header.SetRawValue(Encoding.ASCII.GetBytes($" {EncodedText.Encode(value, Room(name))}\r\n"));
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
        if (!IsWellEncoded(header))
        {
            header.SetRawValue(Encoding.UTF8.GetBytes($" {Folded(addresses, Room(name))}\r\n"));
        }

        Add(header);
    }

    private static int Room(string name) => MaxFoldedLine - name.Length - 2;

    private static int LongestWord(string value) => value.Split(' ', '\t').Max(word => word.Length);

    private static bool IsWellEncoded(Header header) =>
        Array.TrueForAll(
            $"{header.Field}:{Encoding.UTF8.GetString(header.RawValue)}".Split(["\r\n"], StringSplitOptions.None),
            line => line.Length <= MaxFoldedLine || line.IndexOf("=?", StringComparison.Ordinal) < 0);

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

    private void Add(Header header)
    {
        Verify(header);
        headers.Add(header);
    }

    // Each address on a line of its own, and its name on the lines before where it is not ASCII.
    private string Folded(InternetAddressList addresses, int room)
    {
        var entries = new List<string>();
        foreach (var address in addresses)
        {
            var isPlain = string.IsNullOrEmpty(address.Name) || (TextRules.IsAscii(address.Name!) && address.Name!.Length < room);
            entries.Add(address switch
            {
                _ when isPlain => address.ToString(format, encode: true),
                GroupAddress group => $"{EncodedText.Encode(group.Name!, room)}:\r\n {Folded(group.Members, MaxFoldedLine - 1)};",
                _ => $"{EncodedText.Encode(address.Name!, room)}\r\n <{AddressReader.InEnvelope((MailboxAddress)address)}>",
            });
            room = MaxFoldedLine - 1;
        }

        return string.Join(",\r\n ", entries);
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
