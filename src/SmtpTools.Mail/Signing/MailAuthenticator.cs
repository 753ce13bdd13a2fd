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
    private readonly PublicSuffixList? _suffixes;

    /// <summary>Makes one. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked for keys and policies.</param>
    /// <param name="timeProvider">The clock by which signatures expire; the system's where null.</param>
    /// <param name="publicSuffixes">The list by which it is told what receivers give that follow RFC 7489; null for none.</param>
    public MailAuthenticator(IMailDns dns, TimeProvider? timeProvider = null, PublicSuffixList? publicSuffixes = null)
    {
        _suffixes = publicSuffixes;
        _dns = dns ?? throw new ArgumentNullException(nameof(dns));
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Checks a message. What is wrong with it is in the result.</summary>
    /// <param name="message">The message; its body is read once for each signature, and not kept.</param>
    /// <param name="options">What is known of how it came; null for nothing.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="ArgumentException">A trusted host is neither a name nor an address.</exception>
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

        var origin = MessageOrigin.Of(raw, options);
        var spf = origin.Client is null ? null : new SpfChecker(_dns, timeProvider: _clock).Check(origin.Client, cancellationToken);
        reasons.AddRange(origin.Reasons);
        if (spf is not null)
        {
            reasons.Add($"spf: {spf}{(spf.Mechanism is null ? string.Empty : $" by {spf.Mechanism}")}.{(spf.Problem is null ? string.Empty : " " + spf.Problem)}");
        }

        var fromDomain = FromDomain(raw, reasons);
        var dmarc = new DmarcEvaluator(_dns, _clock, _suffixes).Check(
            new DmarcIdentifiers
            {
                FromDomain = fromDomain ?? string.Empty,
                SpfResult = origin.MailFrom is null ? SpfResult.None : spf?.Result ?? SpfResult.None,
                SpfDomain = origin.MailFrom is null ? null : spf?.Domain,
                Dkim = dkim.Where(signature => signature.Domain is not null).Select(signature => new DmarcDkimIdentifier(signature.Domain!, signature.Result == DkimResult.Pass, signature.Selector)).ToArray(),
            },
            cancellationToken);
        reasons.AddRange(dmarc.Reasons.Select(reason => $"dmarc: {reason}"));
        reasons.AddRange(arc.Reasons.Select(reason => $"arc: {reason}"));

        var result = Make(string.Empty);
        return Make(ResultText.Of(options.AuthenticationServer ?? origin.Server, result));

        MailAuthenticationResult Make(string text) => new()
        {
            Path = message.Path,
            Subject = message.Subject,
            MessageId = message.MessageId,
            FromDomain = fromDomain,
            ClientAddress = origin.Client?.Address.ToString(),
            ClientSource = origin.ClientSource,
            Helo = origin.Client?.Helo,
            MailFrom = origin.MailFrom,
            MailFromSource = origin.MailFromSource,
            Hops = origin.Hops,
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
