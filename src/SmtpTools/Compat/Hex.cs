namespace SmtpTools;

/// <summary>Hexadecimal text.</summary>
internal static class Hex
{
    private const string Digits = "0123456789abcdef";

    public static string Lower(byte[] octets)
    {
        var text = new char[octets.Length * 2];
        for (var i = 0; i < octets.Length; i++)
        {
            text[2 * i] = Digits[octets[i] >> 4];
            text[(2 * i) + 1] = Digits[octets[i] & 15];
        }

        return new string(text);
    }
}
