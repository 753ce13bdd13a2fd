using System.Text;

namespace SmtpTools.Sasl;

/// <summary>PLAIN (RFC 4616): authorisation identity, authentication identity and password, separated by NUL.</summary>
internal sealed class PlainMechanism(string userName, string password, string authorizationId = "") : SaslMechanism
{
    public override string Name => "PLAIN";

    public override bool ExposesSecret => true;

    public override byte[] InitialResponse()
    {
        // RFC 4616 2: NUL separates the fields, so none of them may hold one.
        if (userName.Contains('\0') || password.Contains('\0') || authorizationId.Contains('\0'))
        {
            throw new SaslException("A user name or password with a NUL character can't be sent by PLAIN (RFC 4616 2).");
        }

        return Encoding.UTF8.GetBytes($"{authorizationId}\0{userName}\0{password}");
    }

    public override byte[] Respond(byte[] challenge) => throw new SaslException("The server sent a second challenge to PLAIN, which has but one step (RFC 4616 2).");
}
