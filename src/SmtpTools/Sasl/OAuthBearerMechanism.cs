using System.Globalization;
using System.Text;

namespace SmtpTools.Sasl;

/// <summary>OAUTHBEARER (RFC 7628 3.1): a GS2 header with the mailbox, the server that the token is shown to, and the token.</summary>
internal sealed class OAuthBearerMechanism(string userName, string token, string host, int port) : BearerMechanism
{
    public override string Name => "OAUTHBEARER";

    /// <summary>A single ^A (RFC 7628 3.2.3).</summary>
    protected override byte[] AnswerToError => [0x01];

    public override byte[] InitialResponse()
    {
        if (userName.Contains('\u0001') || userName.Contains('\0') || host.Contains('\u0001'))
        {
            throw new SaslException("A user name with the character U+0000 or U+0001 can't be sent by OAUTHBEARER (RFC 7628 3.1).");
        }

        // RFC 7628 3.1: no channel binding ("n"), and the user as authorisation identity: the token has none that servers agree on.
        var header = $"n,a={Gs2.EscapeName(userName)},";
        var where = host.Length == 0 ? string.Empty : $"\u0001host={host}\u0001port={port.ToString(CultureInfo.InvariantCulture)}";
        return Encoding.UTF8.GetBytes($"{header}{where}\u0001auth=Bearer {token}\u0001\u0001");
    }
}
