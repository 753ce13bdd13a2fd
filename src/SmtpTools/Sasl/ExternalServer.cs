using System.Text;

namespace SmtpTools.Sasl;

/// <summary>EXTERNAL at the server (RFC 4422 appendix A): the client is whom its certificate names.</summary>
internal sealed class ExternalServer(IReadOnlyList<string> certificateNames) : SaslServer
{
    public override string Name => "EXTERNAL";

    public override SaslStep Next(byte[]? response)
    {
        if (response is null)
        {
            return SaslStep.Ask([]);
        }

        var wanted = Encoding.UTF8.GetString(response);
        if (wanted.Length > 0 && !certificateNames.Contains(wanted, StringComparer.OrdinalIgnoreCase))
        {
            return SaslStep.Failure;
        }

        Identity = wanted.Length > 0 ? wanted : certificateNames[0];
        return SaslStep.Success;
    }
}
