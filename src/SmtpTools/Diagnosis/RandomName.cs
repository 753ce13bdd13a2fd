using System.Globalization;
using System.Security.Cryptography;

namespace SmtpTools.Diagnosis;

/// <summary>Made-up names of mailboxes: nobody has them.</summary>
internal static class RandomName
{
    private const int Octets = 10;

    public static string Next()
    {
        var octets = new byte[Octets];
        using var random = RandomNumberGenerator.Create();
        random.GetBytes(octets);
        return "probe-" + string.Concat(octets.Select(static octet => octet.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
