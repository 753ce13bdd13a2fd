using System.Security.Cryptography;
using System.Text;

namespace SmtpTools.Sasl;

/// <summary>
/// CRAM-MD5 (RFC 2195): the challenge signed with the password, so that the password stays here. Since it is the client that
/// computes, it is the client that prepares the text; with PLAIN and LOGIN that is the server's part (RFC 4616 2).
/// </summary>
internal sealed class CramMd5Mechanism(string userName, string password) : SaslMechanism
{
    private bool _answered;

    public override string Name => "CRAM-MD5";

    public override bool ExposesSecret => false;

    /// <summary>Begins an exchange, where the machine's policy lets MD5 be computed.</summary>
    /// <exception cref="MechanismUnavailableException">It does not, as in FIPS mode.</exception>
    public static CramMd5Mechanism Create(string userName, string password)
    {
        _ = Sign([], []);
        try
        {
            return new CramMd5Mechanism(SaslPrep.Prepare(userName), SaslPrep.Prepare(password));
        }
        catch (SaslPrepException e)
        {
            throw new MechanismUnavailableException(e.Message, e);
        }
    }

    public override byte[] Respond(byte[] challenge)
    {
        if (_answered)
        {
            throw new SaslException("The server sent a second challenge to CRAM-MD5, which has but one (RFC 2195 2).");
        }

        if (challenge.Length == 0)
        {
            throw new SaslException("The server sent no challenge for CRAM-MD5 (RFC 2195 2).");
        }

        _answered = true;
        return Encoding.UTF8.GetBytes($"{userName} {Hex.Lower(Sign(Encoding.UTF8.GetBytes(password), challenge))}");
    }

    private static byte[] Sign(byte[] key, byte[] text)
    {
        try
        {
#pragma warning disable CA5351 // The mechanism is defined with MD5.
            using var hmac = new HMACMD5(key);
#pragma warning restore CA5351
            return hmac.ComputeHash(text);
        }
        catch (Exception e) when (e is CryptographicException or InvalidOperationException or PlatformNotSupportedException or System.Reflection.TargetInvocationException)
        {
            throw new MechanismUnavailableException("this machine's policy forbids MD5, which CRAM-MD5 is made of (FIPS mode)", e);
        }
    }
}
