using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Security;

namespace SmtpTools.Parameters;

/// <summary>Makes the engine's credential of what cmdlets take.</summary>
/// <param name="credential">User name and password; null or empty for none.</param>
/// <param name="accessToken">A SecureString or a script block that returns a token, in place of the password; null for none.</param>
/// <param name="asCurrentUser">The user that PowerShell runs as.</param>
/// <param name="mechanism">The mechanism named; those that need no password make a credential by themselves.</param>
/// <param name="ask">Runs a script's question on the pipeline's thread; null where that is the asking thread.</param>
internal sealed class CredentialArgument(PSCredential? credential, object? accessToken, bool asCurrentUser, string? mechanism, Func<Func<string>, string>? ask)
{
    private readonly string _userName = credential is null || credential == PSCredential.Empty ? string.Empty : credential.UserName;

    /// <summary>The credential, or null where none was given.</summary>
    /// <exception cref="ArgumentException">The arguments contradict each other, or miss one another.</exception>
    public SmtpCredential? Make()
    {
        if (asCurrentUser)
        {
            return _userName.Length == 0 && accessToken is null
                ? SmtpCredential.Integrated()
                : throw new ArgumentException("-UseDefaultCredentials signs in as the current user: give it, or -Credential, not both.");
        }

        return (accessToken is PSObject wrapped ? wrapped.BaseObject : accessToken) is { } token ? OfToken(token)
            : _userName.Length > 0 ? SmtpCredential.Password(_userName, credential!.Password)
            : OfMechanism();
    }

    private SmtpCredential OfToken(object token)
    {
        if (_userName.Length == 0)
        {
            throw new ArgumentException("-AccessToken needs -Credential too: its user name is the mailbox that the token is for. Its password is not used.");
        }

        return token switch
        {
            SecureString secret => SmtpCredential.Token(_userName, secret),
            ScriptBlock source => SmtpCredential.Token(_userName, refresh => ask is null ? TextOf(source, refresh) : ask(() => TextOf(source, refresh))),
            _ => throw new ArgumentException($"-AccessToken takes a SecureString, or a script block that returns a token; not a {token.GetType().Name}."),
        };
    }

    private SmtpCredential? OfMechanism() => mechanism?.ToUpperInvariant() switch
    {
        "EXTERNAL" => SmtpCredential.External(),
        "ANONYMOUS" => SmtpCredential.Anonymous(),
        "GSSAPI" or "NEGOTIATE" or "GSS-SPNEGO" or "NTLM" => SmtpCredential.Integrated(),
        null => null,
        _ => throw new ArgumentException($"-AuthMechanism {mechanism} needs -Credential."),
    };

    /// <summary>Asks the script for a token. It is told by its first argument whether the last one was refused.</summary>
    private static string TextOf(ScriptBlock source, bool refresh)
    {
        var output = Invoke(source, refresh);
        var last = output.Count == 0 ? null : output[output.Count - 1]?.BaseObject;
        return last switch
        {
            SecureString secret => new System.Net.NetworkCredential(string.Empty, secret).Password,
            string text when text.Length > 0 => text,
            _ => throw new ArgumentException("The script block of -AccessToken returned no token."),
        };
    }

    private static Collection<PSObject> Invoke(ScriptBlock source, bool refresh)
    {
        try
        {
            return source.Invoke(refresh);
        }
        catch (PipelineStoppedException exception)
        {
            // Ctrl+C while the script runs is no fault of the script's.
            throw new OperationCanceledException(exception.Message, exception);
        }
    }
}
