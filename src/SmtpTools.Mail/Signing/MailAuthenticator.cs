using System.Net;
using MimeKit;
using SmtpTools.Signing;

namespace SmtpTools;

/// <summary>
/// Checks whether a message is from whom it says: every DKIM signature (RFC 6376), the ARC chain (RFC 8617), SPF for the client that
/// delivered it (RFC 7208), and DMARC over them (RFC 9989).
/// </summary>
public sealed class MailAuthenticator
{
    private readonly IMailDns _dns;
    private readonly TimeProvider _clock;

    /// <summary>Makes one. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked for keys and policies.</param>
    /// <param name="timeProvider">The clock by which signatures expire; the system's where null.</param>
    public MailAuthenticator(IMailDns dns, TimeProvider? timeProvider = null)
    {
        _dns = dns ?? throw new ArgumentNullException(nameof(dns));
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Checks a message. What is wrong with it is in the result.</summary>
    /// <param name="message">The message; its body is read once for each signature, and not kept.</param>
    /// <param name="options">What is known of how it came; null for nothing.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="MailMessageException">Its header fields can't be read, or a file of it.</exception>
    public MailAuthenticationResult Check(MailMessage message, MailAuthenticationOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new MailAuthenticationOptions();
        var content = (message ?? throw new ArgumentNullException(nameof(message))).GetContent();
        var raw = RawMessage.Of(content, cancellationToken);
        var keys = new DnsKeys(_dns);
        var bodyLength = new Lazy<long>(() => BodyLength(content, cancellationToken));
        var dkim = new SignatureChecker(keys, _clock).CheckAll(raw, bodyLength, cancellationToken);
        var arc = ArcChecker.Check(raw, keys, cancellationToken);
        var reasons = new List<string>(dkim.Select(signature => $"dkim ({signature.Domain}, {signature.Selector}): {signature.Result}. {signature.Reason}"));
        if (dkim.Count == 0)
        {
            reasons.Add("dkim: None. The message is not signed.");
        }

        var hop = Hop(raw, options, reasons);
        var mailFrom = options.MailFrom ?? ReturnPath(raw);
        var spf = hop.Address is null ? null : new SpfChecker(_dns, timeProvider: _clock).Check(new SpfClient(hop.Address, mailFrom, hop.Helo), cancellationToken);
        if (spf is not null)
        {
            reasons.Add($"spf: {spf}{(spf.Mechanism is null ? string.Empty : $" by {spf.Mechanism}")}.{(spf.Problem is null ? string.Empty : " " + spf.Problem)}");
        }

        var fromDomain = FromDomain(raw, reasons);
        var dmarc = new DmarcEvaluator(_dns, _clock).Check(
            new DmarcIdentifiers
            {
                FromDomain = fromDomain ?? string.Empty,
                SpfResult = spf?.Result ?? SpfResult.None,
                SpfDomain = spf?.Domain,
                Dkim = [.. dkim.Where(signature => signature.Domain is not null).Select(signature => new DmarcDkimIdentifier(signature.Domain!, signature.Result == DkimResult.Pass, signature.Selector))],
            },
            cancellationToken);
        reasons.AddRange(dmarc.Reasons.Select(reason => $"dmarc: {reason}"));
        reasons.AddRange(arc.Reasons.Select(reason => $"arc: {reason}"));

        var result = Make(string.Empty);
        return Make(ResultText.Of(options.AuthenticationServer ?? options.ReceivedBy.FirstOrDefault(), result));

        MailAuthenticationResult Make(string text) => new()
        {
            Subject = message.Subject,
            MessageId = message.MessageId,
            FromDomain = fromDomain,
            ClientAddress = hop.Address?.ToString(),
            Helo = hop.Helo,
            MailFrom = mailFrom,
            Dkim = dkim,
            Arc = arc,
            Spf = spf,
            Dmarc = dmarc,
            Reasons = reasons,
            AuthenticationResults = text,
        };
    }

    private static long BodyLength(MessageContent content, CancellationToken cancellationToken)
    {
        using var length = new MimeKit.IO.MeasuringStream();
        ContentSplitter.Split(content, null, length, cancellationToken);
        return length.Length;
    }

    private static (IPAddress? Address, string? Helo) Hop(MimeMessage raw, MailAuthenticationOptions options, List<string> reasons)
    {
        if (options.ClientAddress is not null)
        {
            return (options.ClientAddress, options.Helo);
        }

        var fields = raw.Headers.Where(header => header.Id == HeaderId.Received).Select(header => ReceivedField.Read(header.Value)).ToList();
        var trusted = fields.Find(field => options.ReceivedBy.Any(server => string.Equals(server.TrimEnd('.'), field.By.TrimEnd('.'), StringComparison.OrdinalIgnoreCase)));
        if (trusted?.Address is null)
        {
            reasons.Add(options.ReceivedBy.Count == 0 ? "spf: not checked. Neither the client's address nor a server whose Received field tells of it was named."
                : trusted is null ? $"spf: not checked. No Received field was written by {string.Join(" or ", options.ReceivedBy)}."
                : $"spf: not checked. The Received field of {trusted.By} names no client address.");
        }

        return (trusted?.Address, options.Helo ?? trusted?.Helo);
    }

    private static string? ReturnPath(MimeMessage raw) =>
        raw.Headers.FirstOrDefault(header => header.Id == HeaderId.ReturnPath)?.Value.Trim().Trim('<', '>');

    private static string? FromDomain(MimeMessage raw, List<string> reasons)
    {
        var fields = raw.Headers.Count(header => header.Id == HeaderId.From);
        var domains = raw.From.Mailboxes.Select(mailbox => mailbox.Domain).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (fields == 1 && domains.Count == 1 && DomainName.TryParse(domains[0], out var domain))
        {
            return domain.Ascii;
        }

        reasons.Add(fields > 1 ? $"dmarc: the message has {fields} From fields; which of them a reader sees nobody knows (RFC 5322 3.6, RFC 9989 5.3.1)."
            : domains.Count > 1 ? $"dmarc: From names several domains ({string.Join(", ", domains)}); there is no one author domain (RFC 9989 5.3.1)."
            : "dmarc: the message has no From with a domain (RFC 9989 5.3.1).");
        return null;
    }
}
