namespace SmtpTools.Sasl;

internal sealed class AnonymousCredential(string trace) : SmtpCredential(SmtpCredentialKind.Anonymous, string.Empty, string.Empty)
{
    /// <summary>What the client leaves as its trace (RFC 4505 2).</summary>
    public string Trace { get; } = trace;
}
