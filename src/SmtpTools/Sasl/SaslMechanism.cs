namespace SmtpTools.Sasl;

/// <summary>
/// One SASL exchange seen from the client (RFC 4422): it answers challenges and does no I/O. An instance serves one exchange.
/// The session keeps secrets off plaintext and out of records for all mechanisms alike; a mechanism only computes.
/// </summary>
internal abstract class SaslMechanism : IDisposable
{
    /// <summary>The registered name, as in <c>SCRAM-SHA-256</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether a listener on the wire would learn something reusable (a password or a bearer token): such a mechanism is not used
    /// without TLS unless the user asked for that.
    /// </summary>
    public abstract bool ExposesSecret { get; }

    /// <summary>
    /// What the client sends first; null where the server begins. Called once. The session sends it with the AUTH command or, when the
    /// line would pass 512 octets, after an empty challenge (RFC 4954 4).
    /// </summary>
    public virtual byte[]? InitialResponse() => null;

    /// <summary>The answer to a challenge.</summary>
    /// <param name="challenge">The decoded challenge, empty where the server sent none.</param>
    /// <exception cref="SaslException">The challenge is wrong, or shows that the server is not who it should be.</exception>
    public abstract byte[] Respond(byte[] challenge);

    /// <summary>
    /// Called on 235. A mechanism that authenticates the server too throws where that did not happen.
    /// </summary>
    /// <exception cref="SaslException">The server ended the exchange before it proved itself.</exception>
    public virtual void VerifyCompleted()
    {
    }

    /// <summary>What the server said in its challenges about why it refuses (RFC 5802 7, RFC 7628 3.2.2), or null.</summary>
    public virtual string? ServerError => null;

    /// <summary>
    /// Whether the server has refused the mechanism itself and not the credential, so that the next candidate may be tried. After any
    /// other refusal it is not: the same wrong password by another mechanism only locks the account.
    /// </summary>
    public virtual bool NextMayHelp => false;

    /// <summary>Frees what the platform holds for the exchange.</summary>
    public virtual void Dispose()
    {
    }
}
