using System.Text;

namespace SmtpTools.Protocol;

/// <summary>xtext, the encoding of ESMTP parameter values (RFC 3461 4).</summary>
internal static class Xtext
{
    private const string HexDigits = "0123456789ABCDEF";

    /// <summary>Writes a value as xtext: <c>+</c>, <c>=</c> and all that is not printable ASCII as <c>+XX</c>, octets of UTF-8.</summary>
    /// <param name="value">Any text.</param>
    public static string Encode(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(value))
        {
            _ = octet is > 32 and < 127 and not (byte)'+' and not (byte)'='
                ? text.Append((char)octet)
                : text.Append('+').Append(HexDigits[octet >> 4]).Append(HexDigits[octet & 15]);
        }

        return text.ToString();
    }

    /// <summary>Reads xtext; false where it breaks the rules.</summary>
    /// <param name="xtext">The encoded value.</param>
    /// <param name="value">The value when true.</param>
    public static bool TryDecode(string xtext, out string value)
    {
        value = string.Empty;
        var octets = new byte[xtext.Length];
        var length = 0;
        for (var i = 0; i < xtext.Length; i++)
        {
            var character = xtext[i];
            if (character is < '!' or > '~' or '=')
            {
                return false;
            }

            if (character != '+')
            {
                octets[length++] = (byte)character;
                continue;
            }

            if (i + 2 >= xtext.Length)
            {
                return false;
            }

            var high = HexDigits.IndexOf(xtext[i + 1]);
            var low = HexDigits.IndexOf(xtext[i + 2]);
            if (high < 0 || low < 0)
            {
                return false;
            }

            octets[length++] = (byte)((high << 4) | low);
            i += 2;
        }

        value = Encoding.UTF8.GetString(octets, 0, length);
        return true;
    }
}
