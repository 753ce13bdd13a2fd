using System.Management.Automation;
using System.Security;

namespace SmtpTools.Parameters;

/// <summary>Makes the engine's credential of what cmdlets take: a PSCredential, and a token in place of its password.</summary>
internal static class CredentialArgument
{
    /// <summary>The credential, or null where none was given.</summary>
    /// <param name="credential">User name and password; null or empty for none.</param>
    /// <param name="accessToken">A SecureString or a script block that returns a token; null for none.</param>
    /// <exception cref="ArgumentException">The token is neither, or has no user name.</exception>
    public static SmtpCredential? Make(PSCredential? credential, object? accessToken)
    {
        var token = accessToken is PSObject wrapped ? wrapped.BaseObject : accessToken;
        var userName = credential is null || credential == PSCredential.Empty ? string.Empty : credential.UserName;
        if (token is null)
        {
            return userName.Length == 0 ? null : SmtpCredential.Password(userName, credential!.Password);
        }

        if (userName.Length == 0)
        {
            throw new ArgumentException("-AccessToken needs -Credential too: its user name is the mailbox that the token is for. Its password is not used.");
        }

        return token switch
        {
            SecureString secret => SmtpCredential.Token(userName, secret),
            ScriptBlock source => SmtpCredential.Token(userName, refresh => TextOf(source, refresh)),
            _ => throw new ArgumentException($"-AccessToken takes a SecureString, or a script block that returns a token; not a {token.GetType().Name}."),
        };
    }

    /// <summary>Asks the script for a token. It is told by its first argument whether the last one was refused.</summary>
    private static string TextOf(ScriptBlock source, bool refresh)
    {
        var output = source.Invoke(refresh);
        var last = output.Count == 0 ? null : output[output.Count - 1]?.BaseObject;
        return last switch
        {
            SecureString secret => new System.Net.NetworkCredential(string.Empty, secret).Password,
            string text when text.Length > 0 => text,
            _ => throw new ArgumentException("The script block of -AccessToken returned no token."),
        };
    }
}
