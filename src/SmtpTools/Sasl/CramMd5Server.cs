using System.Security.Cryptography;
using System.Text;

namespace SmtpTools.Sasl;

/// <summary>CRAM-MD5 at the server (RFC 2195): a challenge that never comes again, and the password's keyed hash of it.</summary>
internal sealed class CramMd5Server(SaslAccounts accounts) : SaslServer
{
    private byte[]? _challenge;

    public override string Name => "CRAM-MD5";

    public override SaslStep Next(byte[]? response)
    {
        if (_challenge is null)
        {
            // RFC 2195 2: the server speaks first, in the form of a message id.
            _challenge = Encoding.ASCII.GetBytes($"<{Guid.NewGuid():N}@localhost>");
            return response is null ? SaslStep.Ask(_challenge) : SaslStep.Failure;
        }

        // The digest has no spaces; a user name may have.
        var text = Encoding.UTF8.GetString(response ?? []);
        var space = text.LastIndexOf(' ');
        if (space <= 0 || accounts.PreparedPasswordOf(text.Substring(0, space)) is not { } password)
        {
            return SaslStep.Failure;
        }

#pragma warning disable CA5351 // The mechanism is defined with MD5.
        using var hmac = new HMACMD5(Encoding.UTF8.GetBytes(password));
#pragma warning restore CA5351
        var expected = Encoding.ASCII.GetBytes(Hex.Lower(hmac.ComputeHash(_challenge)));
        if (!FixedTime.Equals(expected, Encoding.UTF8.GetBytes(text.Substring(space + 1))))
        {
            return SaslStep.Failure;
        }

        Identity = text.Substring(0, space);
        return SaslStep.Success;
    }
}
