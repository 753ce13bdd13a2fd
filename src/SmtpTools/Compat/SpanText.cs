#if NETSTANDARD2_0
using System.Text;
#endif

namespace SmtpTools;

/// <summary>Text operations over spans that both targets have under one name.</summary>
internal static class SpanText
{
    /// <summary>Index of the first control character other than TAB, or -1.</summary>
    public static int IndexOfControl(this ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && text[i] != '\t')
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Index of the first octet above 127, or -1.</summary>
    public static int IndexOfEightBit(this ReadOnlySpan<byte> octets)
    {
#if NETSTANDARD2_0
        for (var i = 0; i < octets.Length; i++)
        {
            if (octets[i] > 127)
            {
                return i;
            }
        }

        return -1;
#else
        return octets.IndexOfAnyInRange((byte)128, byte.MaxValue);
#endif
    }

    public static ReadOnlySpan<byte> WithoutTrailing(this ReadOnlySpan<byte> octets, byte unwanted)
    {
        var length = octets.Length;
        while (length > 0 && octets[length - 1] == unwanted)
        {
            length--;
        }

        return octets.Slice(0, length);
    }

#if NETSTANDARD2_0
    public static unsafe string GetString(this Encoding encoding, ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return string.Empty;
        }

        fixed (byte* start = octets)
        {
            return encoding.GetString(start, octets.Length);
        }
    }

    public static unsafe int GetBytes(this Encoding encoding, ReadOnlySpan<char> text, Span<byte> octets)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        fixed (char* from = text)
        fixed (byte* to = octets)
        {
            return encoding.GetBytes(from, text.Length, to, octets.Length);
        }
    }

    public static bool TryAdd<TKey, TValue>(this Dictionary<TKey, TValue> dictionary, TKey key, TValue value)
    {
        if (dictionary.ContainsKey(key))
        {
            return false;
        }

        dictionary.Add(key, value);
        return true;
    }

    public static bool EndsWith(this string text, char last) => text.Length > 0 && text[text.Length - 1] == last;

    public static bool StartsWith(this string text, char first) => text.Length > 0 && text[0] == first;

    public static bool Contains(this string text, char wanted) => text.IndexOf(wanted) >= 0;

    public static bool Contains(this string text, string wanted, StringComparison comparison) => text.IndexOf(wanted, comparison) >= 0;
#endif
}
