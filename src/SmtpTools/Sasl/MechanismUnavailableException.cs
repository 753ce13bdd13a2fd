namespace SmtpTools.Sasl;

/// <summary>
/// A mechanism can't start on this machine: no Kerberos ticket, MD5 forbidden by policy, a runtime without it. The next candidate is
/// tried; it is no failure of the sign-in.
/// </summary>
internal sealed class MechanismUnavailableException : SaslException
{
    public MechanismUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
