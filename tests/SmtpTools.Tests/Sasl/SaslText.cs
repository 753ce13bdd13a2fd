using System.Text;
using SmtpTools.Sasl;

namespace SmtpTools.Tests.Sasl;

/// <summary>A mechanism driven with text instead of octets.</summary>
internal static class SaslText
{
    public static string Start(this SaslMechanism mechanism) => Encoding.UTF8.GetString(mechanism.InitialResponse()!);

    public static string Answer(this SaslMechanism mechanism, string challenge) => Encoding.UTF8.GetString(mechanism.Respond(Encoding.UTF8.GetBytes(challenge)));
}
