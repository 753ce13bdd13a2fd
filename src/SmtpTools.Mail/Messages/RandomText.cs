using System.Security.Cryptography;
using System.Text;

namespace SmtpTools.Messages;

/// <summary>Random names that nobody can guess or meet twice.</summary>
internal static class RandomText
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>128 random bits in base32 (RFC 4648 6), lower case and without padding: 26 characters.</summary>
    public static string Make()
    {
        var octets = new byte[16];
        using (var random = RandomNumberGenerator.Create())
        {
            random.GetBytes(octets);
        }

        var text = new StringBuilder(26);
        var bits = 0;
        var held = 0;
        foreach (var octet in octets)
        {
            held = (held << 8) | octet;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                _ = text.Append(Alphabet[(held >> (bits - 5)) & 31]);
            }

            held &= (1 << bits) - 1;
        }

        return text.Append(Alphabet[(held << (5 - bits)) & 31]).ToString();
    }
}
