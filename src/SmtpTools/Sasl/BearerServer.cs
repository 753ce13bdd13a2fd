using System.Text;

namespace SmtpTools.Sasl;

/// <summary>
/// What the two OAuth mechanisms share at the server: the account's password is the token, and a refusal first says why in a challenge (RFC 7628 3.2.2),
/// which the client answers before it gets its reply code.
/// </summary>
internal abstract class BearerServer(SaslAccounts accounts) : SaslServer
{
    private const string Scheme = "Bearer ";
    private bool _isRefused;

    /// <summary>Why a token is refused, as JSON.</summary>
    protected abstract string Refusal { get; }

    public sealed override SaslStep Next(byte[]? response)
    {
        if (_isRefused)
        {
            return SaslStep.Failure;
        }

        if (response is null)
        {
            return SaslStep.Ask([]);
        }

        // Fields end with ^A, and an empty one ends the list.
        var fields = Encoding.UTF8.GetString(response).Split('\u0001');
        var authorization = fields.FirstOrDefault(static field => field.StartsWith("auth=", StringComparison.Ordinal))?.Substring("auth=".Length);
        if (fields is [.., "", ""]
            && UserNameOf(fields[0]) is { } userName
            && authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
            && accounts.Accepts(userName, authorization.Substring(Scheme.Length)))
        {
            Identity = userName;
            return SaslStep.Success;
        }

        _isRefused = true;
        return SaslStep.Ask(Encoding.ASCII.GetBytes(Refusal));
    }

    /// <summary>The user name in the first field; null where it has none.</summary>
    protected abstract string? UserNameOf(string field);
}
