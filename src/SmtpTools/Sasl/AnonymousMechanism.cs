using System.Text;

namespace SmtpTools.Sasl;

/// <summary>ANONYMOUS (RFC 4505): no identity, and a trace where one is to be left.</summary>
internal sealed class AnonymousMechanism(string trace) : SaslMechanism
{
    /// <summary>Longest trace that is no e-mail address, in characters (RFC 4505 2).</summary>
    public const int MaxTraceLength = 255;

    public override string Name => "ANONYMOUS";

    public override bool ExposesSecret => false;

    public override byte[] InitialResponse()
    {
        if (!trace.Contains('@') && trace.Length > MaxTraceLength)
        {
            throw new SaslException($"The trace for ANONYMOUS is longer than {MaxTraceLength} characters (RFC 4505 2).");
        }

        return trace.AsSpan().IndexOfControl() < 0 && !trace.Contains('\t')
            ? Encoding.UTF8.GetBytes(trace)
            : throw new SaslException("The trace for ANONYMOUS holds a control character (RFC 4505 3).");
    }

    public override byte[] Respond(byte[] challenge) => throw new SaslException("The server sent a second challenge to ANONYMOUS, which has but one step (RFC 4505 2).");
}
