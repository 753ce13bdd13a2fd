using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.TestServer;

/// <summary>A throw-away certification authority: its root is to be trusted by the test alone.</summary>
public sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TestKey _key;
    private readonly X509Certificate2 _issuer;
    private readonly IReadOnlyList<X509Certificate2> _chain;

    private TestCertificates(TestKey key, X509Certificate2 root, X509Certificate2 issuer, IReadOnlyList<X509Certificate2> chain)
    {
        _key = key;
        Root = root;
        _issuer = issuer;
        _chain = chain;
    }

    /// <summary>The self-signed root, with its key.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>Makes a new authority.</summary>
    public static TestCertificates Create(TestKey key = TestKey.Ecdsa)
    {
        var now = DateTimeOffset.UtcNow;
        using var keyPair = NewKey(key);
        var request = NewRequest("CN=Throw-away test root", keyPair);
        AddAuthorityExtensions(request);
        var root = request.CreateSelfSigned(now - (30 * Day), now + (365 * Day));
        return new TestCertificates(key, root, root, []);
    }

    /// <summary>An authority whose certificates are issued by an intermediate one below this root.</summary>
    public TestCertificates Intermediate()
    {
        var now = DateTimeOffset.UtcNow;
        using var keyPair = NewKey(_key);
        var request = NewRequest("CN=Throw-away test intermediate", keyPair);
        AddAuthorityExtensions(request);
        var issuer = Sign(request, keyPair, now - (20 * Day), now + (300 * Day));
        return new TestCertificates(_key, Root, issuer, [issuer, .. _chain]);
    }

    /// <summary>A server's certificate, valid now. IP addresses among the names become IP entries; <c>localhost</c>, 127.0.0.1 and ::1 when none is given.</summary>
    public TestCertificate Server(params string[] names) => Server(-Day, 90 * Day, names);

    /// <summary>A server's certificate that expired yesterday.</summary>
    public TestCertificate Expired(params string[] names) => Server(-10 * Day, -Day, names);

    /// <summary>A server's certificate that becomes valid tomorrow.</summary>
    public TestCertificate NotYetValid(params string[] names) => Server(Day, 10 * Day, names);

    /// <summary>A server's certificate that is valid from now + <paramref name="from"/> to now + <paramref name="to"/>.</summary>
    public TestCertificate Server(TimeSpan from, TimeSpan to, params string[] names) =>
        Issue(ServerAuthentication, $"CN={FirstOf(names)}", request => AddNames(request, names), from, to);

    /// <summary>A server's certificate without subjectAltName: its common name is all that names a host.</summary>
    public TestCertificate CommonNameOnly(string name) => Issue(ServerAuthentication, $"CN={name}", static _ => { }, -Day, 90 * Day);

    /// <summary>A client's certificate for a mailbox.</summary>
    public TestCertificate Client(string mailbox) => Issue(ClientAuthentication, $"CN={mailbox}", request =>
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddEmailAddress(mailbox);
        request.CertificateExtensions.Add(alternatives.Build());
    }, -Day, 90 * Day);

    /// <summary>A server's certificate that no authority issued.</summary>
    public static TestCertificate SelfSigned(params string[] names)
    {
        var now = DateTimeOffset.UtcNow;
        using var keyPair = NewKey(TestKey.Ecdsa);
        var request = NewRequest($"CN={FirstOf(names)}", keyPair);
        AddLeafExtensions(request, ServerAuthentication);
        AddNames(request, names);
        using var certificate = request.CreateSelfSigned(now - Day, now + (90 * Day));
        return new TestCertificate(ForHandshakes(certificate), []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _issuer.Dispose();
        Root.Dispose();
    }

    private static string[] OrLocal(string[] names) => names is [] ? ["localhost", "127.0.0.1", "::1"] : names;

    private static string FirstOf(string[] names) => OrLocal(names)[0];

    private static void AddNames(CertificateRequest request, string[] names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in OrLocal(names))
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
    }

    private static void AddAuthorityExtensions(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
    }

    private static void AddLeafExtensions(CertificateRequest request, string usage)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
    }

    private static AsymmetricAlgorithm NewKey(TestKey key) =>
        key == TestKey.Rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CertificateRequest NewRequest(string subject, AsymmetricAlgorithm key) => key is RSA rsa
        ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);

    // Windows does not make handshakes with a key that only the process holds.
    private static X509Certificate2 ForHandshakes(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? new X509Certificate2(certificate.Export(X509ContentType.Pfx))
        : new X509Certificate2(certificate);

    private TestCertificate Issue(string usage, string subject, Action<CertificateRequest> addNames, TimeSpan from, TimeSpan to)
    {
        var now = DateTimeOffset.UtcNow;
        using var keyPair = NewKey(_key);
        var request = NewRequest(subject, keyPair);
        AddLeafExtensions(request, usage);
        addNames(request);
        using var certificate = Sign(request, keyPair, now + from, now + to);
        return new TestCertificate(ForHandshakes(certificate), _chain);
    }

    private X509Certificate2 Sign(CertificateRequest request, AsymmetricAlgorithm keyPair, DateTimeOffset from, DateTimeOffset to)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_issuer, true, false));
        using var certificate = request.Create(_issuer, from, to, RandomNumberGenerator.GetBytes(16));
        return keyPair is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)keyPair);
    }
}
