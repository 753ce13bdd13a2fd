using MimeKit;
using MimeKit.Cryptography;
using SmtpTools.Protection;

namespace SmtpTools;

/// <summary>Opens messages that are signed or encrypted by S/MIME or OpenPGP, and says what their signatures are worth. Nothing is fetched but what <see cref="UnprotectOptions.Revocation"/> asks for.</summary>
public sealed class MessageUnprotector
{
    private const int MaxLayers = 8;

    private readonly SmimeOpener _smime;
    private readonly PgpOpener _pgp;

    /// <summary>Makes one.</summary>
    /// <param name="options">The keys and roots.</param>
    /// <param name="timeProvider">The clock; null takes the system's.</param>
    public MessageUnprotector(UnprotectOptions options, TimeProvider? timeProvider = null)
    {
        _ = options ?? throw new ArgumentNullException(nameof(options));
        _smime = new SmimeOpener(options, timeProvider ?? TimeProvider.System);
        _pgp = new PgpOpener(options, timeProvider ?? TimeProvider.System);
    }

    /// <summary>Opens a message: its header fields and envelope stay, its body is what was within; <see cref="MailMessage.Protection"/> tells of the rest.</summary>
    /// <param name="message">The message; not changed.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="MailProtectionException">No key opens it, it is damaged, or too large.</exception>
    public MailMessage Open(MailMessage message, CancellationToken cancellationToken = default)
    {
        var parsed = MessageRewriter.Parse(message ?? throw new ArgumentNullException(nameof(message)), cancellationToken);
        var signatures = new List<MailSignature>();
        var encryptions = new List<MailEncryption>();
        var reasons = new List<string>();
        var layers = 0;
        while (parsed.Body is not null && OpenOne(parsed.Body, message.From, cancellationToken) is { } layer)
        {
            if (++layers > MaxLayers)
            {
                throw new MailProtectionException(MailProtectionFault.MessageUnfit, $"It is wrapped more than {MaxLayers} times.");
            }

            signatures.AddRange(layer.Signatures);
            if (layer.Encryption is not null)
            {
                encryptions.Add(layer.Encryption);
            }

            parsed.Body = layer.Body;
        }

        if (layers == 0)
        {
            reasons.Add("Its body is neither signed nor encrypted.");
        }

        if (encryptions.Exists(encryption => !encryption.HasIntegrity) && !signatures.Exists(signature => signature.IsTrusted))
        {
            reasons.Add("Nothing says that what was encrypted is as it was sent: the encryption does not see to it, and no trusted signature does.");
        }

        return MessageRewriter.Written(message, parsed, [], cancellationToken).WithProtection(new MailProtection
        {
            Signatures = [.. signatures],
            Encryptions = [.. encryptions],
            Reasons = [.. reasons],
        });
    }

    private OpenLayer? OpenOne(MimeEntity body, string? from, CancellationToken cancellationToken) => body switch
    {
        MultipartSigned { Count: 2 } signed => IsPgp(signed) ? _pgp.Verify(signed, from, cancellationToken) : _smime.Verify(signed, from, cancellationToken),
        MultipartEncrypted encrypted => _pgp.Decrypt(encrypted, from),
        MimePart part when IsPkcs7(part) => _smime.Open(part, from),
        _ => null,
    };

    private static bool IsPgp(MultipartSigned signed) => signed.ContentType.Parameters["protocol"]?.Trim().EndsWith("pgp-signature", StringComparison.OrdinalIgnoreCase) == true;

    // Some programs call it by its name alone (RFC 8551 3.2.1).
    private static bool IsPkcs7(MimePart part) =>
        part is ApplicationPkcs7Mime || (part.ContentType.IsMimeType("application", "octet-stream") && part.FileName?.EndsWith(".p7m", StringComparison.OrdinalIgnoreCase) == true);
}
