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
}
