#if !NETSTANDARD2_0
using System.Buffers;
using System.Net;
using System.Net.Security;

namespace SmtpTools;

/// <summary>The security context that the runtime computes over SSPI, GSS-API or its own code.</summary>
internal sealed class NegotiateContext(string package, string targetName, NetworkCredential? credential, bool mutual) : ISecurityContext
{
    private readonly NegotiateAuthentication _authentication = new(new NegotiateAuthenticationClientOptions
    {
        Package = package,
        TargetName = targetName,
        Credential = credential ?? CredentialCache.DefaultNetworkCredentials,
        RequireMutualAuthentication = mutual,
        RequiredProtectionLevel = mutual ? ProtectionLevel.Sign : ProtectionLevel.None,
    });

    public bool IsEstablished => _authentication.IsAuthenticated;

    public byte[]? Step(byte[] incoming, out string? failure)
    {
        var outgoing = _authentication.GetOutgoingBlob(incoming, out var status);
        failure = status is NegotiateAuthenticationStatusCode.Completed or NegotiateAuthenticationStatusCode.ContinueNeeded ? null : status.ToString();
        return outgoing;
    }

    public byte[]? Unwrap(byte[] message)
    {
        var text = new ArrayBufferWriter<byte>();
        return _authentication.Unwrap(message, text, out _) == NegotiateAuthenticationStatusCode.Completed ? text.WrittenSpan.ToArray() : null;
    }

    public byte[]? Wrap(byte[] message)
    {
        var wrapped = new ArrayBufferWriter<byte>();
        return _authentication.Wrap(message, wrapped, requestEncryption: false, out _) == NegotiateAuthenticationStatusCode.Completed
            ? wrapped.WrittenSpan.ToArray()
            : null;
    }

    public void Dispose() => _authentication.Dispose();
}
#endif
