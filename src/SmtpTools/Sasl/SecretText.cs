using System.Net;
using System.Security;

namespace SmtpTools.Sasl;

/// <summary>Reads protected text at the moment it is needed.</summary>
internal static class SecretText
{
    /// <summary>The text of a SecureString.</summary>
    /// <exception cref="SaslException">It was disposed before the exchange.</exception>
    public static string Read(SecureString secret)
    {
        try
        {
            return new NetworkCredential(string.Empty, secret).Password;
        }
        catch (ObjectDisposedException e)
        {
            throw new SaslException("The credential's secret was disposed before it could be used.", e);
        }
    }

    /// <summary>Asks a source that is the caller's. Whatever it throws is the end of this attempt, and of nothing else.</summary>
    /// <param name="source">Gives the secret.</param>
    /// <param name="what">What it gives, as in <c>password</c>.</param>
    /// <param name="userName">Whose it is.</param>
    /// <exception cref="SaslException">The source failed; in its own words, since it gave no secret.</exception>
    public static string? Ask(Func<string?> source, string what, string userName)
    {
        try
        {
            return source();
        }
        catch (Exception e) when (e is not (SaslException or OperationCanceledException))
        {
            throw new SaslException($"The {what} of {userName} could not be had: {e.Message}", e);
        }
    }
}
