using System.Net;
using System.Text;

namespace SmtpTools.Sasl;

/// <summary>
/// The user names and passwords that a server accepts. Both are kept as given and as SASLprep makes them (RFC 4013), since some clients prepare them and
/// some do not.
/// </summary>
internal sealed class SaslAccounts
{
    private readonly Dictionary<string, string> _passwords = new(StringComparer.Ordinal);

    public SaslAccounts(IEnumerable<NetworkCredential> credentials)
    {
        foreach (var credential in credentials)
        {
            _passwords[credential.UserName] = credential.Password;
            _ = _passwords.TryAdd(Prepare(credential.UserName), credential.Password);
        }
    }

    /// <summary>Whether there is any.</summary>
    public bool IsEmpty => _passwords.Count == 0;

    /// <summary>The password of a user, or null for a user that does not exist.</summary>
    public string? PasswordOf(string userName) => _passwords.TryGetValue(userName, out var password) ? password : null;

    /// <summary>The password of a user as SASLprep makes it, or null for a user that does not exist.</summary>
    public string? PreparedPasswordOf(string userName) => PasswordOf(userName) is { } password ? Prepare(password) : null;

    /// <summary>Whether the password is that user's.</summary>
    public bool Accepts(string userName, string password)
    {
        if (PasswordOf(userName) is not { } expected)
        {
            return false;
        }

        var given = Encoding.UTF8.GetBytes(password);
        return FixedTime.Equals(given, Encoding.UTF8.GetBytes(expected)) | FixedTime.Equals(given, Encoding.UTF8.GetBytes(Prepare(expected)));
    }

    private static string Prepare(string text)
    {
        try
        {
            return SaslPrep.Prepare(text);
        }
        catch (SaslPrepException)
        {
            // What can't be prepared is compared as it is.
            return text;
        }
    }
}
