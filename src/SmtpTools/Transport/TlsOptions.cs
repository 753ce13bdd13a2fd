#if !NETSTANDARD2_0
using System.Net.Security;
#endif
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools;

/// <summary>How TLS is negotiated and what of the server's certificate must hold.</summary>
public sealed class TlsOptions
{
    private const int FingerprintLength = 64;

    // TLS 1.3 has no name in the older runtime's enumeration. Older versions are there for those who name them.
#pragma warning disable CA5397, SYSLIB0039
    private static readonly SslProtocols[] s_versions = [SslProtocols.Tls, SslProtocols.Tls11, SslProtocols.Tls12, (SslProtocols)12288];
#pragma warning restore CA5397, SYSLIB0039

    /// <summary>
    /// The names of the cipher suites that can be chosen here, those of TLS 1.3 first; without those that do not encrypt or do not authenticate.
    /// Empty on Windows, which lets no program choose.
    /// </summary>
    public static IReadOnlyList<string> KnownCipherSuites => FindCipherSuites();

    /// <summary>
    /// The name that the certificate must have, also sent as SNI (RFC 6066 3) where it is a name; null for the host that was asked for.
    /// </summary>
    public string? TargetName { get; set; }

    /// <summary>
    /// Protocol versions; <see cref="SslProtocols.None"/> means TLS 1.2 and 1.3. TLS 1.0 and 1.1, named here, lower what is asked of keys and
    /// signatures where the platform would otherwise not make their handshakes; a cipher suite that does not encrypt is refused all the same.
    /// </summary>
    public SslProtocols Protocols { get; set; }

    /// <summary>
    /// The cipher suites that may be negotiated, by their registered names, as in <c>TLS_AES_256_GCM_SHA384</c>; empty for the platform's choice.
    /// Windows lets no program choose, and such a session then fails. Sessions with a choice are not resumed.
    /// </summary>
    public IList<string> CipherSuites { get; private set; } = [];

    /// <summary>
    /// Whether a session may take up an earlier one of this process with the same server name (RFC 8446 2.2), where the platform does so. The certificate
    /// is judged anew each time. .NET Framework and macOS decide for themselves.
    /// </summary>
    public bool AllowResumption { get; set; } = true;

    /// <summary>What of the certificate's faults is passed over. Each is named in <see cref="TlsFacts.Ignored"/> all the same.</summary>
    public CertificateFaults IgnoredFaults { get; set; }

    /// <summary>
    /// A certificate that does not hold is a fact and no failure, for those who examine a server. Such a session is not verified, so no
    /// password goes over it, and it is not meant for messages.
    /// </summary>
    public bool ExamineOnly { get; set; }

    /// <summary>How revocation is checked.</summary>
    public RevocationCheck Revocation { get; set; } = RevocationCheck.Off;

    /// <summary>Roots to trust besides the system's.</summary>
    public X509Certificate2Collection ExtraRoots { get; private set; } = [];

    /// <summary>
    /// SHA-256 fingerprints in hex, with colons or without, of the certificate or of its public key (SPKI); when any is given, one must match, and then chain,
    /// name and dates do not matter.
    /// </summary>
    public IList<string> PinnedFingerprints { get; private set; } = [];

    /// <summary>Client certificates with private key to offer when the server asks.</summary>
    public X509Certificate2Collection ClientCertificates { get; private set; } = [];

    /// <summary>Allows a range of protocol versions and no others.</summary>
    /// <param name="minimum">The lowest version: Tls, Tls11, Tls12 or Tls13.</param>
    /// <param name="maximum">The highest version.</param>
    /// <exception cref="ArgumentException">One of them is no single version of TLS, or they are the wrong way round.</exception>
    public void AllowVersions(SslProtocols minimum, SslProtocols maximum)
    {
        var (first, last) = (Array.IndexOf(s_versions, minimum), Array.IndexOf(s_versions, maximum));
        Protocols = first < 0 || last < first
            ? throw new ArgumentException($"{minimum} to {maximum} is no range of TLS versions: it goes from one of {string.Join(", ", s_versions)} to the same or a later one.")
            : s_versions.Skip(first).Take(last - first + 1).Aggregate(static (all, version) => all | version);
    }

    /// <summary>Refuses what could never hold, before anything is connected to. Every session does so when it is made.</summary>
    /// <exception cref="ArgumentException">A fingerprint or a cipher suite is none, or the versions have a gap.</exception>
    public void Check()
    {
        var allowed = Array.ConvertAll(s_versions, version => (Protocols & version) != 0);
        var count = allowed.Count(static isAllowed => isAllowed);
        if (count > 0 && Array.LastIndexOf(allowed, true) - Array.IndexOf(allowed, true) >= count)
        {
            // Older versions of the protocol offer a range, and a library that is given a gap goes no higher than below it.
            throw new ArgumentException($"The TLS versions {Protocols} have a gap, over which no handshake reaches: allow those between too, or only one side.");
        }

        foreach (var pin in PinnedFingerprints)
        {
            var plain = PlainFingerprint(pin);
            if (plain.Length != FingerprintLength || !plain.All(Uri.IsHexDigit))
            {
                throw new ArgumentException($"'{pin}' is no SHA-256 fingerprint: it has {FingerprintLength} hex digits, with colons or without.");
            }
        }

#if !NETSTANDARD2_0
        foreach (var name in CipherSuites)
        {
            if (!Enum.TryParse<TlsCipherSuite>(name, ignoreCase: true, out var suite) || !Enum.IsDefined(suite) || char.IsDigit(name[0]))
            {
                throw new ArgumentException($"'{name}' is no cipher suite. They have names such as TLS_AES_256_GCM_SHA384 and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.");
            }
        }
#endif
    }

#if NETSTANDARD2_0
    private static string[] FindCipherSuites() => [];
#else
    private static string[] FindCipherSuites()
    {
        string[] weak = ["_NULL_", "_anon_", "_EXPORT_"];
        return OperatingSystem.IsWindows() ? [] :
        [
            .. Enum.GetNames<TlsCipherSuite>().Where(name => !Array.Exists(weak, mark => name.Contains(mark, StringComparison.Ordinal)))
                .OrderByDescending(static name => !name.Contains("_WITH_", StringComparison.Ordinal)),
        ];
    }
#endif

    internal static string PlainFingerprint(string fingerprint) => fingerprint.Replace(":", string.Empty).Replace(" ", string.Empty);

    /// <summary>The same options, to be changed without changing these. The certificates themselves are shared.</summary>
    internal TlsOptions Copy()
    {
        var copy = (TlsOptions)MemberwiseClone();
        copy.CipherSuites = [.. CipherSuites];
        copy.ExtraRoots = new X509Certificate2Collection(ExtraRoots);
        copy.PinnedFingerprints = [.. PinnedFingerprints];
        copy.ClientCertificates = new X509Certificate2Collection(ClientCertificates);
        return copy;
    }
}
