namespace SmtpTools.Sasl;

/// <summary>
/// What the two OAuth mechanisms share: the token goes out at once; a server that refuses it says why in a challenge, which takes a
/// dummy answer, and then sends its reply code (RFC 7628 3.2.3; Google's and Microsoft's XOAUTH2 does the same).
/// </summary>
internal abstract class BearerMechanism : SaslMechanism
{
    private string? _serverError;

    public sealed override bool ExposesSecret => true;

    public sealed override string? ServerError => _serverError;

    /// <summary>The answer that makes the server end the exchange with its reply code.</summary>
    protected abstract byte[] AnswerToError { get; }

    public sealed override byte[] Respond(byte[] challenge)
    {
        if (_serverError is not null)
        {
            throw new SaslException($"The server went on after it had refused the token: {_serverError}");
        }

        _serverError = BearerError.Describe(challenge);
        return AnswerToError;
    }

    public sealed override void VerifyCompleted()
    {
        if (_serverError is not null)
        {
            throw new SaslException($"The server accepted the sign-in after it had refused the token: {_serverError}");
        }
    }
}
