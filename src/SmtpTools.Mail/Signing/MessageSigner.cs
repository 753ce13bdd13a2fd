using System.Text;
using MimeKit;
using MimeKit.Cryptography;
using SmtpTools.Signing;

namespace SmtpTools;

/// <summary>
/// Signs messages for their domain: DKIM (RFC 6376) and ARC seals (RFC 8617), relaxed/relaxed, with the fields that people read signed once
/// more than they are there. What a server on the way might re-encode is made 7-bit before.
/// </summary>
public static class MessageSigner
{
    /// <summary>Adds a DKIM signature for each key.</summary>
    /// <param name="message">The message; not changed. Its body is read once for each key, whatever its size, and not kept.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <returns>The message with its signatures.</returns>
    /// <exception cref="ArgumentException">There is no key, or the domain can't be one.</exception>
    /// <exception cref="MailMessageException">A file of the message can't be read.</exception>
    /// <exception cref="MailProtectionException">The message has no From, or it does not say which domain signs.</exception>
    public static MailMessage SignDkim(MailMessage message, DkimSigningOptions options, CancellationToken cancellationToken = default)
    {
        if (options is null)
        {
            throw new ArgumentNullException(nameof(options));
        }

        if (options.Keys.Count == 0)
        {
            throw new ArgumentException("No key to sign with.", nameof(options));
        }

        var ready = SevenBit(message ?? throw new ArgumentNullException(nameof(message)), out var warning);
        var raw = RawMessage.Of(ready, cancellationToken);
        var domain = options.Domain is null ? AuthorDomain(raw) : SigningName.Domain(options.Domain);
        var fields = SignedFields.Of(raw);
        var before = raw.Headers.Count;
        foreach (var key in options.Keys)
        {
            var signer = new DkimSigner(key.PrivateKey, domain, key.Selector, key.SignatureAlgorithm)
            {
                HeaderCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
                BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
                SignaturesExpireAfter = options.ExpiresAfter is { } time ? TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds)) : null,
            };
            signer.Sign(raw, fields);
        }

        return Finish(message, ready, raw.Headers.Take(raw.Headers.Count - before).ToList(), warning, cancellationToken);
    }

    /// <summary>Adds an ARC set: what was found of the message, its present form signed, and the whole chain sealed (RFC 8617 5.1).</summary>
    /// <param name="message">The message; not changed.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <returns>The message with the set.</returns>
    /// <exception cref="ArgumentException">There is no key, or the domain or the results can't be used.</exception>
    /// <exception cref="MailMessageException">A file of the message can't be read.</exception>
    /// <exception cref="MailProtectionException">The chain that the message has is broken.</exception>
    public static MailMessage SealArc(MailMessage message, ArcSealingOptions options, CancellationToken cancellationToken = default)
    {
        if (options is null)
        {
            throw new ArgumentNullException(nameof(options));
        }

        var key = options.Key ?? throw new ArgumentException("No key to seal with.", nameof(options));

        // A seal is about the message as it came: nothing is encoded anew here.
        var content = (message ?? throw new ArgumentNullException(nameof(message))).GetContent();
        var raw = RawMessage.Of(content, cancellationToken);
        var before = raw.Headers.Count;
        var signer = new ResultSealer(key.PrivateKey, SigningName.Domain(options.Domain), key.Selector, key.SignatureAlgorithm, options.AuthenticationResults)
        {
            HeaderCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
            BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
        };
        try
        {
            // The chain covers the signatures that the message came with too (RFC 8617 4.1.2).
            var fields = SignedFields.Of(raw);
            foreach (var _ in raw.Headers.Where(header => header.Id == HeaderId.DkimSignature))
            {
                fields.Add("DKIM-Signature");
            }

            signer.Sign(raw, fields, cancellationToken);
        }
        catch (FormatException e)
        {
            throw new MailProtectionException(MailProtectionFault.MessageUnfit, $"The message's ARC chain is broken and can't be gone on with (RFC 8617 5.1): {e.Message}", e);
        }

        return raw.Headers.Count > before
            ? Finish(message, content, raw.Headers.Take(raw.Headers.Count - before).ToList(), null, cancellationToken)
            : throw new MailProtectionException(MailProtectionFault.MessageUnfit, "The message's ARC chain has failed already, and nobody may go on with it (RFC 8617 5.1.2).");
    }

    private static string AuthorDomain(MimeMessage raw)
    {
        var domains = raw.From.Mailboxes.Select(mailbox => Mailbox.TryParse(mailbox.Address, out var read) ? read.Domain?.Ascii : null).Distinct().ToList();
        return domains.Count == 1 && domains[0] is { } domain
            ? domain
            : throw new MailProtectionException(MailProtectionFault.MessageUnfit, domains.Count > 1
                ? "From names several domains: say which of them signs."
                : "The message has no From with a domain, which a signature needs (RFC 6376 5.4).");
    }

    private static MessageContent SevenBit(MailMessage message, out string? warning)
    {
        var content = message.GetContent();
        warning = null;
        if (content.Encoding == BodyEncoding.SevenBit)
        {
            return content;
        }

        if (content.ConvertTo(BodyEncoding.SevenBit, mayBreakSignatures: false, out var reason) is { } converted)
        {
            return converted;
        }

        warning = $"It is signed as it is, in {content.Encoding}: {reason}. A server that re-encodes it breaks the signature.";
        return content;
    }

    private static MailMessage Finish(MailMessage message, MessageContent content, IReadOnlyList<Header> added, string? warning, CancellationToken cancellationToken)
    {
        using var head = new MemoryStream();
        foreach (var field in added)
        {
            var name = Encoding.ASCII.GetBytes(field.Field + ":");
            head.Write(name, 0, name.Length);
            head.Write(field.RawValue, 0, field.RawValue.Length);
        }

        return MessageCopy.Of(
            message,
            PrefixedContent.Of(LineEnds.AsCrlf(head.ToArray()), content, cancellationToken),
            [.. added.Select(field => new MailHeader(field.Field, field.Value.Trim())), .. message.Headers],
            warning);
    }
}
