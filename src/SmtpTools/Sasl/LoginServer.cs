using System.Text;

namespace SmtpTools.Sasl;

/// <summary>LOGIN at the server (draft-murchison-sasl-login): asks for the user name, then for the password.</summary>
internal sealed class LoginServer(SaslAccounts accounts) : SaslServer
{
    private string? _userName;

    public override string Name => "LOGIN";

    public override SaslStep Next(byte[]? response)
    {
        if (response is null)
        {
            return SaslStep.Ask(Encoding.ASCII.GetBytes("Username:"));
        }

        var text = Encoding.UTF8.GetString(response);
        if (_userName is null)
        {
            _userName = text;
            return SaslStep.Ask(Encoding.ASCII.GetBytes("Password:"));
        }

        if (!accounts.Accepts(_userName, text))
        {
            return SaslStep.Failure;
        }

        Identity = _userName;
        return SaslStep.Success;
    }
}
