using System.Net;
using System.Text;

namespace SmtpTools.Sasl;

/// <summary>The user names and passwords that a server accepts.</summary>
internal sealed class SaslAccounts
{
    private readonly Dictionary<string, string> _passwords = new(StringComparer.Ordinal);

    public SaslAccounts(IEnumerable<NetworkCredential> credentials)
    {
        foreach (var credential in credentials)
        {
            _passwords[credential.UserName] = credential.Password;
        }
    }

    /// <summary>Whether there is any.</summary>
    public bool IsEmpty => _passwords.Count == 0;

    /// <summary>The password of a user, or null for a user that does not exist.</summary>
    public string? PasswordOf(string userName) => _passwords.TryGetValue(userName, out var password) ? password : null;

    /// <summary>Whether the password is that user's. Takes the same time for each password of one length.</summary>
    public bool Accepts(string userName, string password)
    {
        var expected = Encoding.UTF8.GetBytes(PasswordOf(userName) ?? string.Empty);
        var given = Encoding.UTF8.GetBytes(password);
        var difference = expected.Length ^ given.Length;
        for (var i = 0; i < Math.Min(expected.Length, given.Length); i++)
        {
            difference |= expected[i] ^ given[i];
        }

        return difference == 0 && PasswordOf(userName) is not null;
    }
}
