using System.ComponentModel;
using System.Net;
using System.Text;

namespace SmtpTools.Sasl;

/// <summary>
/// The mechanisms that the platform's security packages compute: GSSAPI, that is Kerberos (RFC 4752), NTLM, and SPNEGO under its two
/// names, which comes to one or the other.
/// </summary>
internal sealed class NegotiateMechanism : SaslMechanism
{
    /// <summary>Most rounds of one exchange. Kerberos takes two with the security layer, NTLM two; SPNEGO may add some.</summary>
    public const int MaxRounds = 10;

    // RFC 4752 3.3: the layers offered are bits of the first octet; 1 is "none".
    private const byte NoSecurityLayer = 1;

    private readonly ISecurityContext _context;
    private readonly string _package;
    private readonly string _targetName;
    private readonly string _authorizationId;
    private readonly bool _isGssapi;
    private int _rounds;
    private bool _layerAgreed;

    public NegotiateMechanism(string name, ISecurityContext context, string targetName, string authorizationId)
    {
        Name = name;
        _context = context;
        _package = PackageOf(name);
        _targetName = targetName;
        _authorizationId = authorizationId;
        _isGssapi = name == "GSSAPI";
    }

    public override string Name { get; }

    public override bool ExposesSecret => false;

    /// <summary>Begins an exchange.</summary>
    /// <param name="name">GSSAPI, NTLM, NEGOTIATE or GSS-SPNEGO.</param>
    /// <param name="targetName">The service's principal name, as in <c>smtp/mail.example.com</c>.</param>
    /// <param name="credential">User and password; null for the current user.</param>
    /// <param name="authorizationId">The user to act as (GSSAPI only), or empty.</param>
    /// <exception cref="MechanismUnavailableException">The platform lacks the package.</exception>
    public static NegotiateMechanism Create(string name, string targetName, NetworkCredential? credential, string authorizationId)
    {
        try
        {
            return new NegotiateMechanism(name, SecurityContext.Create(PackageOf(name), targetName, credential, mutual: name == "GSSAPI"), targetName, authorizationId);
        }
        catch (Exception e) when (IsOfThePlatform(e))
        {
            throw new MechanismUnavailableException(Missing(PackageOf(name)), e);
        }
    }

    /// <summary>User and password for the platform: <c>DOMAIN\user</c> is split, <c>user@domain</c> is left whole.</summary>
    public static NetworkCredential ToNetworkCredential(string userName, string password)
    {
        var slash = userName.IndexOf('\\');
        return slash > 0
            ? new NetworkCredential(userName.Substring(slash + 1), password, userName.Substring(0, slash))
            : new NetworkCredential(userName, password);
    }

    public override byte[] InitialResponse()
    {
        var token = Step([], out var failure);
        return failure is null && token is not null
            ? token
            : throw new MechanismUnavailableException($"{_package} can't start for {_targetName} ({failure ?? "no token"}): no ticket or logon at hand, or the name is unknown");
    }

    public override byte[] Respond(byte[] challenge)
    {
        if (++_rounds > MaxRounds)
        {
            throw new SaslException($"The server asks for more than {MaxRounds} rounds of {Name}.");
        }

        if (_context.IsEstablished)
        {
            return AfterEstablished(challenge);
        }

        var token = Step(challenge, out var failure);
        return failure is null
            ? token ?? []
            : throw new SaslException($"The server's {Name} challenge does not hold ({failure}): it is damaged, or the server is not {_targetName}.");
    }

    public override void VerifyCompleted()
    {
        // Exchange's GSSAPI ends without the round about security layers; the server has proved itself all the same.
        if (!_context.IsEstablished)
        {
            throw new SaslException($"The server accepted the sign-in before the {Name} exchange was complete: it may not be the server it claims to be.");
        }
    }

    public override void Dispose()
    {
        _context.Dispose();
        base.Dispose();
    }

    private static string PackageOf(string name) => name switch
    {
        "GSSAPI" => "Kerberos",
        "NTLM" => "NTLM",
        _ => "Negotiate",
    };

    private static bool IsOfThePlatform(Exception e) =>
        e is PlatformNotSupportedException or DllNotFoundException or EntryPointNotFoundException or TypeInitializationException
            or Win32Exception or NotSupportedException or InvalidOperationException or ArgumentException;

    private static string Missing(string package) =>
        $"this machine has no {package} client (on Linux and macOS it comes with the package libgssapi-krb5, and NTLM with gss-ntlmssp)";

    private byte[]? Step(byte[] incoming, out string? failure)
    {
        try
        {
            return _context.Step(incoming, out failure);
        }
        catch (Exception e) when (IsOfThePlatform(e))
        {
            throw new MechanismUnavailableException(Missing(_package), e);
        }
    }

    private byte[] AfterEstablished(byte[] challenge)
    {
        if (!_isGssapi || _layerAgreed)
        {
            throw new SaslException($"The server went on after the {Name} exchange was complete.");
        }

        // RFC 4752 3.1: a server that needs nothing more of the context asks on with an empty message.
        return challenge.Length == 0 ? [] : AgreeOnNoLayer(challenge);
    }

    /// <summary>
    /// The round about security layers (RFC 4752 3.1, 3.3): four octets, the layers and the largest message; we take none, having TLS.
    /// </summary>
    private byte[] AgreeOnNoLayer(byte[] challenge)
    {
        var offer = Unwrap(challenge);
        if (offer is not { Length: 4 })
        {
            throw new SaslException("The server's offer of GSSAPI security layers can't be read (RFC 4752 3.1): it is damaged or was changed.");
        }

        if ((offer[0] & NoSecurityLayer) == 0)
        {
            throw new SaslException("The server demands a GSSAPI security layer (RFC 4752 3.3), which is not supported: TLS protects the connection.");
        }

        _layerAgreed = true;
        return _context.Wrap([NoSecurityLayer, 0, 0, 0, .. Encoding.UTF8.GetBytes(_authorizationId)])
            ?? throw new SaslException("The answer about GSSAPI security layers could not be protected.");
    }

    private byte[]? Unwrap(byte[] challenge)
    {
        try
        {
            return _context.Unwrap(challenge);
        }
        catch (Exception e) when (IsOfThePlatform(e))
        {
            throw new SaslException("The server's offer of GSSAPI security layers can't be read (RFC 4752 3.1).", e);
        }
    }
}
