using System.Text;

namespace SmtpTools.Sasl;

/// <summary>XOAUTH2, the format that Google and Microsoft use: user and bearer token between ^A characters.</summary>
internal sealed class XOAuth2Mechanism(string userName, string token) : BearerMechanism
{
    public override string Name => "XOAUTH2";

    /// <summary>An empty line: with anything else the server never sends its 535.</summary>
    protected override byte[] AnswerToError => [];

    public override byte[] InitialResponse() => userName.Contains('\u0001')
        ? throw new SaslException("A user name with the character U+0001 can't be sent by XOAUTH2.")
        : Encoding.UTF8.GetBytes($"user={userName}\u0001auth=Bearer {token}\u0001\u0001");
}
