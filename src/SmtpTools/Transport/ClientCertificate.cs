using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools;

/// <summary>Loads client certificates for <see cref="TlsOptions.ClientCertificates"/>: the certificate with its private key first, those of its chain behind it.</summary>
public static class ClientCertificate
{
    /// <summary>Largest file that is read, in octets.</summary>
    private const int MaxFileSize = 1024 * 1024;

    /// <summary>Copied out of a window of Windows, a thumbprint begins with this.</summary>
    private const char LeftToRightMark = '\u200E';

    private const int Sha1HexLength = 40;
    private const int Sha256HexLength = 64;

    /// <summary>Loads from a file: PKCS #12 (.pfx, .p12), or PEM with certificate and key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">The password of the file or of its key; null for none.</param>
    /// <param name="keyPath">The file of the key, for PEM that is in two files; null where it is in one.</param>
    /// <exception cref="ClientCertificateException">The file can't be read, the password is wrong, or there is no private key.</exception>
    public static X509Certificate2Collection FromFile(string path, SecureString? password = null, string? keyPath = null)
    {
        var secret = password is null ? null : new NetworkCredential(string.Empty, password).Password;
        var octets = Read(path);
        var isPem = System.Text.Encoding.ASCII.GetString(octets).Contains("-----BEGIN ", StringComparison.Ordinal);
        try
        {
            var certificates = isPem ? FromPem(octets, keyPath is null ? octets : Read(keyPath), secret)
                : keyPath is not null ? throw new ClientCertificateException($"'{path}' is not PEM: its key is not in another file.")
                : FromPkcs12(octets, secret);
            return certificates.Count > 0 && certificates[0].HasPrivateKey
                ? certificates
                : throw new ClientCertificateException($"'{path}' holds no certificate with its private key.");
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new ClientCertificateException(
                $"No certificate with its private key could be read from '{path}'{(password is null ? " without a password" : ", or the password is wrong")}: {exception.Message}", exception);
        }
    }

    /// <summary>Finds a certificate in the personal store of the user, then of the computer.</summary>
    /// <param name="thumbprint">Its fingerprint in hex, SHA-1 as Windows shows it or SHA-256; colons and spaces do not matter.</param>
    /// <exception cref="ClientCertificateException">There is none, or its private key can't be used.</exception>
    public static X509Certificate2Collection FromStore(string thumbprint)
    {
        var wanted = HexOf(thumbprint ?? throw new ArgumentNullException(nameof(thumbprint)));
        if (!IsThumbprint(thumbprint))
        {
            throw new ClientCertificateException($"'{thumbprint}' is no fingerprint: SHA-1 has {Sha1HexLength} hex digits, SHA-256 {Sha256HexLength}.");
        }

        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            if (Find(location, wanted) is { } found)
            {
                return found.HasPrivateKey
                    ? new X509Certificate2Collection(found)
                    : throw new ClientCertificateException($"The certificate {wanted} of the store {location}\\My has no private key.");
            }
        }

        throw new ClientCertificateException($"There is no certificate {wanted} in CurrentUser\\My or LocalMachine\\My.");
    }

    /// <summary>Whether a text has the form of a thumbprint: hex digits of SHA-1 or SHA-256, with colons or spaces between them or without.</summary>
    /// <param name="text">The text.</param>
    public static bool IsThumbprint(string text) => HexOf(text ?? throw new ArgumentNullException(nameof(text))).Length is Sha1HexLength or Sha256HexLength
        && text.All(static c => Uri.IsHexDigit(c) || c is ' ' or ':' or LeftToRightMark);

    private static string HexOf(string text) => new([.. text.Where(Uri.IsHexDigit)]);

    private static byte[] Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxFileSize
                ? File.ReadAllBytes(path)
                : throw new ClientCertificateException($"'{path}' is larger than {MaxFileSize} octets, and no certificate.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ClientCertificateException($"'{path}' can't be read: {exception.Message}", exception);
        }
    }

    private static X509Certificate2? Find(StoreLocation location, string wanted)
    {
        using var store = new X509Store(StoreName.My, location);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        }
        catch (CryptographicException)
        {
            // There is no such store here.
            return null;
        }

        return store.Certificates.Cast<X509Certificate2>().FirstOrDefault(certificate => string.Equals(
            wanted.Length == Sha1HexLength ? certificate.Thumbprint : Transport.CertificateReader.Sha256Hex(certificate.RawData), wanted, StringComparison.OrdinalIgnoreCase));
    }

    private static X509Certificate2Collection FromPkcs12(byte[] octets, string? password)
    {
        var all = new X509Certificate2Collection();
        all.Import(octets, password, X509KeyStorageFlags.DefaultKeySet);
        return new X509Certificate2Collection(all.Cast<X509Certificate2>().OrderByDescending(static certificate => certificate.HasPrivateKey).ToArray());
    }

#if NETSTANDARD2_0
    private static X509Certificate2Collection FromPem(byte[] certificates, byte[] key, string? password) => throw new ClientCertificateException(
        "This runtime reads no private key from PEM. Make a PFX file of it: openssl pkcs12 -export -in cert.pem -inkey key.pem -out client.pfx");
#else
    private static X509Certificate2Collection FromPem(byte[] certificates, byte[] key, string? password)
    {
        var (chain, secret) = (System.Text.Encoding.ASCII.GetString(certificates), System.Text.Encoding.ASCII.GetString(key));
        var leaf = password is null ? X509Certificate2.CreateFromPem(chain, secret) : X509Certificate2.CreateFromEncryptedPem(chain, secret, password);
        if (OperatingSystem.IsWindows())
        {
            // Windows makes no handshake with a key that only the process holds.
            using var ephemeral = leaf;
            leaf = new X509Certificate2(ephemeral.Export(X509ContentType.Pfx));
        }

        var all = new X509Certificate2Collection();
        all.ImportFromPem(chain);
        return new X509Certificate2Collection(all.Where(other => !other.RawData.AsSpan().SequenceEqual(leaf.RawData)).Prepend(leaf).ToArray());
    }
#endif
}
