using System.Text;

namespace SmtpTools.Protocol;

/// <summary>The texts of one reply, decoded from its octets.</summary>
internal sealed class ReplyText
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReplyText(string raw, IReadOnlyList<string> lines, EnhancedStatusCode? enhancedStatus, string text, ReplyAnomalies anomalies)
    {
        Raw = raw;
        Lines = lines;
        EnhancedStatus = enhancedStatus;
        Text = text;
        Anomalies = anomalies;
    }

    public string Raw { get; }

    public IReadOnlyList<string> Lines { get; }

    public EnhancedStatusCode? EnhancedStatus { get; }

    public string Text { get; }

    public ReplyAnomalies Anomalies { get; }

    /// <summary>Decodes octets that the parser accepted as one reply.</summary>
    public static ReplyText Decode(ReadOnlySpan<byte> octets)
    {
        var anomalies = ReplyAnomalies.None;
        var rawLines = new List<string>(1);
        while (!octets.IsEmpty)
        {
            var end = octets.IndexOf((byte)'\n');
            var line = end < 0 ? octets : octets.Slice(0, end);
            octets = end < 0 ? default : octets.Slice(end + 1);
            rawLines.Add(DecodeLine(line.WithoutTrailing((byte)'\r'), ref anomalies));
        }

        var lines = new string[rawLines.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            var raw = rawLines[i];
            var skip = raw.Length > 3 && raw[3] is ' ' or '-' ? 4 : 3;
            lines[i] = raw.Length > skip ? raw.Substring(skip) : string.Empty;
        }

        var enhanced = FindEnhancedStatus(lines, ref anomalies);
        return new ReplyText(string.Join("\n", rawLines), lines, enhanced, JoinText(lines, enhanced), anomalies);
    }

    /// <summary>UTF-8 where it is UTF-8, else Latin-1, which loses nothing (RFC 6531 3.7.4 allows UTF-8; the rest happens).</summary>
    private static string DecodeLine(ReadOnlySpan<byte> line, ref ReplyAnomalies anomalies)
    {
        string text;
        try
        {
            text = s_strictUtf8.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            anomalies |= ReplyAnomalies.NotUtf8;
            var latin = new char[line.Length];
            for (var i = 0; i < latin.Length; i++)
            {
                latin[i] = (char)line[i];
            }

            text = new string(latin);
        }

        // A server's text ends up on terminals and in logs: no escape sequence of its gets there.
        if (text.AsSpan().IndexOfControl() < 0)
        {
            return text;
        }

        anomalies |= ReplyAnomalies.ControlCharacters;
        var shown = text.ToCharArray();
        for (var i = 0; i < shown.Length; i++)
        {
            if (char.IsControl(shown[i]) && shown[i] != '\t')
            {
                shown[i] = '\uFFFD';
            }
        }

        return new string(shown);
    }

    private static EnhancedStatusCode? FindEnhancedStatus(string[] lines, ref ReplyAnomalies anomalies)
    {
        // The last line's code decides, as with the reply code; some servers put it on the first line alone.
        for (var i = lines.Length - 1; i >= 0; i--)
        {
            if (TryReadEnhancedStatus(lines[i], out var code, out _, out var hash))
            {
                anomalies |= hash ? ReplyAnomalies.HashBeforeEnhancedStatus : ReplyAnomalies.None;
                return code;
            }
        }

        return null;
    }

    private static string JoinText(string[] lines, EnhancedStatusCode? enhanced)
    {
        if (enhanced is null)
        {
            return lines.Length == 1 ? lines[0] : string.Join("\n", lines);
        }

        var text = new string[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            text[i] = TryReadEnhancedStatus(lines[i], out var code, out var length, out _) && code == enhanced
                ? lines[i].Substring(length).TrimStart(' ')
                : lines[i];
        }

        return string.Join("\n", text);
    }

    private static bool TryReadEnhancedStatus(string line, out EnhancedStatusCode code, out int length, out bool hash)
    {
        var text = line.AsSpan();
        hash = text.Length > 0 && text[0] == '#';
        if (!EnhancedStatusCode.TryReadPrefix(hash ? text.Slice(1) : text, out code, out length))
        {
            return false;
        }

        length += hash ? 1 : 0;

        // "2.6.0 queued" has one; "4.5.3.1 explains" and "5.1.1x" do not.
        return length == text.Length || text[length] is ' ' or '\t' or ':' or '-';
    }
}
