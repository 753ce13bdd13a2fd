using System.Security;

namespace SmtpTools.Tests;

/// <summary>Passwords and tokens as the module takes them.</summary>
internal static class TestSecret
{
    public static SecureString Of(string text)
    {
        var secret = new SecureString();
        Array.ForEach(text.ToCharArray(), secret.AppendChar);
        return secret;
    }
}
