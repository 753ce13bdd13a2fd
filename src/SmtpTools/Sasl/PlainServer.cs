using System.Text;

namespace SmtpTools.Sasl;

/// <summary>PLAIN at the server (RFC 4616): authorisation identity, user name and password in one response.</summary>
internal sealed class PlainServer(SaslAccounts accounts) : SaslServer
{
    public override string Name => "PLAIN";

    public override SaslStep Next(byte[]? response)
    {
        if (response is null)
        {
            return SaslStep.Ask([]);
        }

        var fields = Encoding.UTF8.GetString(response).Split('\0');
        if (fields.Length != 3 || fields[1].Length == 0 || !accounts.Accepts(fields[1], fields[2]))
        {
            return SaslStep.Failure;
        }

        // Acting for somebody else would need rules about who may; there are none here (RFC 4616 2).
        if (fields[0].Length > 0 && fields[0] != fields[1])
        {
            return SaslStep.Failure;
        }

        Identity = fields[1];
        return SaslStep.Success;
    }
}
