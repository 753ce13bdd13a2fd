using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace SmtpTools.Sasl;

/// <summary>
/// SCRAM (RFC 5802, RFC 7677): both sides prove that they know the password, or what was derived from it, and neither sends it. With a
/// channel binding (<c>-PLUS</c>) the proof holds for this TLS connection alone.
/// </summary>
internal sealed class ScramMechanism : SaslMechanism
{
    /// <summary>Octets of randomness in the client's nonce.</summary>
    private const int NonceOctets = 24;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ScramHash _hash;
    private readonly byte[] _password;
    private readonly string _gs2Header;
    private readonly SaslChannelBinding? _binding;
    private readonly string _clientNonce;
    private readonly string _clientFirstBare;
    private Step _step;
    private byte[] _serverSignature = [];
    private string? _serverError;

    private ScramMechanism(ScramHash hash, ScramIdentity identity, SaslChannelBinding? binding, bool serverLacksBinding, string nonce)
    {
        _hash = hash;
        _binding = binding;
        _password = Encoding.UTF8.GetBytes(identity.Password);
        _clientNonce = nonce;
        _clientFirstBare = $"n={Gs2.EscapeName(identity.UserName)},r={nonce}";

        // RFC 5802 6: "y" tells a server that can bind that somebody has taken the -PLUS mechanisms off its list.
        var flag = binding is not null ? $"p={binding.Type}" : serverLacksBinding ? "y" : "n";
        var authorization = identity.AuthorizationId.Length == 0 ? string.Empty : $"a={Gs2.EscapeName(identity.AuthorizationId)}";
        _gs2Header = $"{flag},{authorization},";
        Name = $"SCRAM-{hash.Name}{(binding is null ? string.Empty : "-PLUS")}";
    }

    private enum Step
    {
        First,
        ServerFirst,
        ServerFinal,
        Verified,
        Refused,
    }

    public override string Name { get; }

    public override bool ExposesSecret => false;

    public override string? ServerError => _serverError;

    /// <summary>
    /// A refusal before our proof was sent tells nothing about the password: the server can't bind in this way, or keeps this user's
    /// password in a form that SCRAM can't use.
    /// </summary>
    public override bool NextMayHelp => _step is Step.ServerFirst || (_step is Step.Refused && _serverSignature.Length == 0);

    /// <summary>Begins an exchange.</summary>
    /// <param name="hash">The hash function.</param>
    /// <param name="identity">Who signs in.</param>
    /// <param name="binding">What binds the exchange to the TLS connection; null for a mechanism without <c>-PLUS</c>.</param>
    /// <param name="serverLacksBinding">Whether we could bind, but the server offers no mechanism that does.</param>
    /// <param name="nonce">The client's nonce, for known answers in tests; null for a random one.</param>
    /// <exception cref="MechanismUnavailableException">The hash is forbidden here, or the user name or password can't be prepared.</exception>
    public static ScramMechanism Create(ScramHash hash, ScramIdentity identity, SaslChannelBinding? binding, bool serverLacksBinding, string? nonce = null)
    {
        try
        {
            _ = hash.Hmac([0], []);
            _ = hash.Hash([]);
        }
        catch (Exception e) when (e is InvalidOperationException or CryptographicException or PlatformNotSupportedException or TargetInvocationException)
        {
            throw new MechanismUnavailableException($"this machine's policy forbids {hash.Name} (FIPS mode)", e);
        }

        return new ScramMechanism(hash, identity.Prepare(), binding, serverLacksBinding, nonce ?? NewNonce());
    }

    public override byte[] InitialResponse()
    {
        _step = Step.ServerFirst;
        return Encoding.UTF8.GetBytes(_gs2Header + _clientFirstBare);
    }

    public override byte[] Respond(byte[] challenge)
    {
        var message = Decode(challenge);
        if (_step is Step.ServerFirst or Step.ServerFinal && message.StartsWith("e=", StringComparison.Ordinal))
        {
            // The refusal itself comes as a reply code, once this message is acknowledged.
            _serverError = ScramError.Describe(message.Substring(2).Split(',')[0]);
            _step = Step.Refused;
            return [];
        }

        switch (_step)
        {
            case Step.ServerFirst:
                var proof = Prove(message);
                _step = Step.ServerFinal;
                return proof;
            case Step.ServerFinal:
                Verify(message);
                _step = Step.Verified;
                return [];
            default:
                throw new SaslException("The server sent a challenge to SCRAM after the last one (RFC 5802 5).");
        }
    }

    public override void VerifyCompleted()
    {
        if (_step != Step.Verified)
        {
            throw new SaslException("The server accepted the sign-in but did not prove that it knows the password (RFC 5802 5): it may not be the server it claims to be.");
        }
    }

    private static string NewNonce()
    {
        var octets = new byte[NonceOctets];
        using (var random = RandomNumberGenerator.Create())
        {
            random.GetBytes(octets);
        }

        // Base64 has only characters that a nonce may have (RFC 5802 7).
        return Convert.ToBase64String(octets);
    }

    private static string Decode(byte[] challenge)
    {
        try
        {
            return s_strictUtf8.GetString(challenge);
        }
        catch (DecoderFallbackException e)
        {
            throw new SaslException("A SCRAM message of the server is not UTF-8 (RFC 5802 7).", e);
        }
    }

    private byte[] Prove(string serverFirst)
    {
        var first = ScramServerFirst.Parse(serverFirst, _clientNonce);
        var withoutProof = $"c={Convert.ToBase64String(BindingInput())},r={first.Nonce}";
        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirstBare},{serverFirst},{withoutProof}");

        // The names are those of RFC 5802 3.
        var saltedPassword = _hash.Hi(_password, first.Salt, first.Iterations);
        var clientKey = _hash.Hmac(saltedPassword, Encoding.ASCII.GetBytes("Client Key"));
        var clientSignature = _hash.Hmac(_hash.Hash(clientKey), authMessage);
        var serverKey = _hash.Hmac(saltedPassword, Encoding.ASCII.GetBytes("Server Key"));
        _serverSignature = _hash.Hmac(serverKey, authMessage);

        var clientProof = new byte[clientKey.Length];
        for (var i = 0; i < clientProof.Length; i++)
        {
            clientProof[i] = (byte)(clientKey[i] ^ clientSignature[i]);
        }

        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(clientProof)}");
    }

    private void Verify(string serverFinal)
    {
        var signature = ScramServerFirst.ReadBase64(ScramServerFirst.Value(serverFinal.Split(',')[0], 'v'));
        if (!FixedTime.Equals(signature, _serverSignature))
        {
            throw new SaslException("The server's SCRAM signature is wrong: it does not know the password, so it may not be the server it claims to be (RFC 5802 5).");
        }
    }

    /// <summary><c>cbind-input</c> of RFC 5802 7: the header as it was sent, and the binding's octets.</summary>
    private byte[] BindingInput()
    {
        var header = Encoding.UTF8.GetBytes(_gs2Header);
        return _binding is null ? header : [.. header, .. _binding.Data];
    }
}
