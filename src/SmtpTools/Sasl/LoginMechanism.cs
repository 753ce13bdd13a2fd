using System.Text;

namespace SmtpTools.Sasl;

/// <summary>
/// LOGIN (draft-murchison-sasl-login): the server asks twice, and the answers are the user name and the password whatever the
/// prompts say: servers send <c>Username:</c>, <c>User Name</c>, other languages or nothing.
/// </summary>
internal sealed class LoginMechanism(string userName, string password) : SaslMechanism
{
    private int _step;

    public override string Name => "LOGIN";

    public override bool ExposesSecret => true;

    public override byte[] Respond(byte[] challenge) => _step++ switch
    {
        0 => Encoding.UTF8.GetBytes(userName),
        1 => Encoding.UTF8.GetBytes(password),
        _ => throw new SaslException("The server asked a third question of LOGIN, which has two."),
    };
}
