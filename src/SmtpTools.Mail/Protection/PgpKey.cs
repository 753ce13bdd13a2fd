using System.Net;
using System.Security;
using System.Text;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Security;
using SmtpTools.Protection;

namespace SmtpTools;

/// <summary>An OpenPGP key with its subkeys, from a file: the public half, or both (RFC 4880 11). No keyring of the user is looked at.</summary>
public sealed class PgpKey : IRecipientKey
{
    private const int MaxFile = 16 * 1024 * 1024;
    private const int MaxKeys = 1000;

    private readonly Dictionary<long, PgpSecretKey> _secrets;

    private PgpKey(PgpPublicKeyRing ring, IEnumerable<PgpSecretKey> secrets)
    {
        Ring = ring;
        _secrets = secrets.ToDictionary(secret => secret.KeyId);
        UserIds = ring.GetPublicKey().GetUserIds().ToArray();
        Addresses = UserIds.Select(AddressOf).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
    }

    /// <summary>Whom the key is for, as its owner wrote it.</summary>
    public IReadOnlyList<string> UserIds { get; }

    /// <summary>The mail addresses among them.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>The fingerprint in hex.</summary>
    public string Fingerprint => FingerprintOf(Ring.GetPublicKey());

    /// <summary>Whether a private half is there.</summary>
    public bool HasPrivateKey => _secrets.Count > 0;

    /// <summary>Whom the key is for first of all; null for nobody named.</summary>
    internal string? Name => UserIds is [var first, ..] ? first : null;

    internal PgpPublicKeyRing Ring { get; }

    internal IEnumerable<PgpSecretKey> Secrets => _secrets.Values;

    /// <summary>Reads all keys of a file, armored or not, as <c>gpg --export</c> and <c>gpg --export-secret-keys</c> write it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">What private keys are locked with; null for nothing.</param>
    /// <exception cref="MailProtectionException">It can't be read, holds no key, or the passphrase is wrong.</exception>
    public static IReadOnlyList<PgpKey> FromFile(string path, SecureString? passphrase = null)
    {
        var secret = passphrase is null ? [] : Encoding.UTF8.GetBytes(new NetworkCredential(string.Empty, passphrase).Password).Select(octet => (char)octet).ToArray();
        var keys = new List<PgpKey>();
        try
        {
            var file = new FileInfo(path ?? throw new ArgumentNullException(nameof(path)));
            if (file.Exists && file.Length > MaxFile)
            {
                throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"\"{path}\" is larger than {MaxFile} octets.");
            }

            using var stream = file.OpenRead();
            using var decoded = PgpUtilities.GetDecoderStream(stream);
            var factory = new PgpObjectFactory(decoded);
            while (keys.Count < MaxKeys && factory.NextPgpObject() is { } found)
            {
                if (found is PgpPublicKeyRing publicRing)
                {
                    keys.Add(new PgpKey(publicRing, []));
                }
                else if (found is PgpSecretKeyRing secretRing)
                {
                    keys.Add(new PgpKey(PublicHalf(secretRing), secretRing.GetSecretKeys().Where(key => !key.IsPrivateKeyEmpty).Select(key => Unlocked(key, secret, path)).ToList()));
                }
            }
        }
        catch (Exception e) when (e is PgpException or IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"No OpenPGP key can be read from \"{path}\": {e.Message}", e);
        }
        finally
        {
            Array.Clear(secret, 0, secret.Length);
        }

        return keys.Count > 0 ? keys : throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"\"{path}\" holds no OpenPGP key.");
    }

    /// <summary>Whom it is for, and its fingerprint.</summary>
    public override string ToString() => $"{Name ?? "a key without a name"} ({Fingerprint})";

    internal static string FingerprintOf(PgpPublicKey key) => Org.BouncyCastle.Utilities.Encoders.Hex.ToHexString(key.GetFingerprint()).ToUpperInvariant();

    /// <summary>The private key of an id; of any, for the id 0 that hides its recipient (RFC 4880 5.1).</summary>
    internal IEnumerable<PgpSecretKey> SecretsFor(long keyId) =>
        keyId == 0 ? _secrets.Values.Where(secret => secret.PublicKey.IsEncryptionKey) : _secrets.TryGetValue(keyId, out var secret) ? [secret] : [];

    /// <summary>The key to sign with now.</summary>
    internal PgpSecretKey ForSigning(DateTimeOffset now)
    {
        if (!HasPrivateKey)
        {
            throw new MailProtectionException(MailProtectionFault.NoPrivateKey, $"The key of {this} has no private half to sign with.");
        }

        return Newest(_secrets.Values.Where(secret => secret.IsSigningKey), secret => secret.PublicKey, PgpKeyFlags.CanSign, now, "signing");
    }

    /// <summary>The key to encrypt with now.</summary>
    internal PgpPublicKey ForEncrypting(DateTimeOffset now) =>
        Newest(Ring.GetPublicKeys().Where(key => key.IsEncryptionKey), key => key, PgpKeyFlags.CanEncryptCommunications | PgpKeyFlags.CanEncryptStorage, now, "encrypting");

    internal static bool IsCurrent(PgpPublicKey key, DateTimeOffset now) =>
        !key.HasRevocation() && new DateTimeOffset(key.CreationTime) <= now && (EndOf(key) is not { } end || end > now);

    internal static DateTimeOffset? EndOf(PgpPublicKey key) => key.GetValidSeconds() is > 0 and var seconds ? new DateTimeOffset(key.CreationTime).AddSeconds(seconds) : null;

    private static PgpPublicKeyRing PublicHalf(PgpSecretKeyRing ring)
    {
        using var octets = new MemoryStream();
        foreach (var key in ring.GetPublicKeys())
        {
            key.Encode(octets);
        }

        return new PgpPublicKeyRing(octets.ToArray());
    }

    // Unlocked once: what turns a passphrase into a key is slow on purpose.
    private static PgpSecretKey Unlocked(PgpSecretKey key, char[] passphrase, string path)
    {
        try
        {
            return key.KeyEncryptionAlgorithm == SymmetricKeyAlgorithmTag.Null ? key
                : PgpSecretKey.CopyWithNewPassword(key, passphrase, [], SymmetricKeyAlgorithmTag.Null, new SecureRandom());
        }
        catch (PgpException e)
        {
            throw new MailProtectionException(MailProtectionFault.WrongPassword, $"The private key in \"{path}\" is locked, and the passphrase {(passphrase.Length == 0 ? "is missing" : "is wrong")}.", e);
        }
    }

    private static string? AddressOf(string userId)
    {
        var start = userId.LastIndexOf('<');
        var end = userId.LastIndexOf('>');
        var address = start >= 0 && end > start ? userId.Substring(start + 1, end - start - 1) : userId.Trim();
        return Mailbox.TryParse(address, out var mailbox) ? mailbox.AsciiForm ?? mailbox.UnicodeForm : null;
    }

    private static bool IsFor(PgpPublicKey key, int flags)
    {
        var stated = key.GetSignatures().Select(signature => signature.GetHashedSubPackets()?.GetKeyFlags() ?? 0).Where(found => found != 0).ToList();
        return stated.Count == 0 || stated.Exists(found => (found & flags) != 0);
    }

    private T Newest<T>(IEnumerable<T> all, Func<T, PgpPublicKey> half, int flags, DateTimeOffset now, string purpose)
    {
        var fit = all.Where(key => IsFor(half(key), flags)).ToList();
        var current = fit.Where(key => IsCurrent(half(key), now) && IsCurrent(Ring.GetPublicKey(), now)).OrderByDescending(key => half(key).CreationTime).ToList();
        return current.Count > 0 ? current[0]
            : throw (fit.Count > 0
                ? new MailProtectionException(MailProtectionFault.KeyNotCurrent, $"The key of {this} has expired, or is revoked.")
                : new MailProtectionException(MailProtectionFault.WrongPurpose, $"The key of {this} is not made for {purpose}."));
    }
}
