using System.Text;

namespace SmtpTools.Sasl;

/// <summary>EXTERNAL (RFC 4422 appendix A): the server takes who we are from outside, as from the TLS client certificate.</summary>
internal sealed class ExternalMechanism(string authorizationId) : SaslMechanism
{
    public override string Name => "EXTERNAL";

    public override bool ExposesSecret => false;

    /// <summary>The user to act as; empty for the one that the server finds itself. RFC 4954 4 writes the empty one as <c>=</c>.</summary>
    public override byte[] InitialResponse() => authorizationId.Contains('\0')
        ? throw new SaslException("An authorisation identity with a NUL character can't be sent by EXTERNAL (RFC 4422 A.1).")
        : Encoding.UTF8.GetBytes(authorizationId);

    public override byte[] Respond(byte[] challenge) => throw new SaslException("The server sent a second challenge to EXTERNAL, which has but one step (RFC 4422 A.1).");
}
