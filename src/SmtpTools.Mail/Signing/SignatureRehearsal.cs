namespace SmtpTools;

/// <summary>Looks at new DKIM signatures as a receiver would, before the message is sent.</summary>
public sealed class SignatureRehearsal
{
    private readonly IMailDns _dns;
    private readonly DkimSigningOptions _options;

    /// <summary>Makes one. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked for keys and policies.</param>
    /// <param name="options">How the messages were signed.</param>
    public SignatureRehearsal(IMailDns dns, DkimSigningOptions options)
    {
        _dns = dns ?? throw new ArgumentNullException(nameof(dns));
        _options = options ?? throw new ArgumentNullException(nameof(options));
    }

    /// <summary>Sees that each signature verifies with the key that its domain publishes, and that DMARC counts it (RFC 9989 4.4.1).</summary>
    /// <param name="message">The signed message.</param>
    /// <param name="cancellationToken">Ends the wait for DNS.</param>
    /// <exception cref="MailProtectionException">It does not.</exception>
    public void Check(MailMessage message, CancellationToken cancellationToken = default)
    {
        var result = new MailAuthenticator(_dns).Check(message, null, cancellationToken);
        var domain = _options.Domain is null ? result.FromDomain : Signing.SigningName.Domain(_options.Domain);
        foreach (var key in _options.Keys)
        {
            // The newest of several stands first.
            var signature = result.Dkim.FirstOrDefault(found => Same(found.Domain, domain) && Same(found.Selector, key.Selector));
            if (signature is not { Result: DkimResult.Pass })
            {
                throw new MailProtectionException(
                    FaultOf(signature?.Result), $"The new signature of {domain} by {key.Selector} does not verify, so nothing was sent. {signature?.Reason}");
            }

            if (WhyNotAligned(result, domain!, key.Selector) is { } reason)
            {
                throw new MailProtectionException(MailProtectionFault.NotAligned, $"The new signature of {domain} does not count for DMARC, so nothing was sent. {reason}");
            }
        }
    }

    private static MailProtectionFault FaultOf(DkimResult? result) => result switch
    {
        DkimResult.TempError => MailProtectionFault.KeyLookupFailed,
        DkimResult.PermError => MailProtectionFault.KeyNotPublished,
        _ => MailProtectionFault.KeyMismatch,
    };

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string? WhyNotAligned(MailAuthenticationResult result, string domain, string selector)
    {
        var identifier = result.Dmarc?.Identifiers.FirstOrDefault(found => found.Mechanism == "dkim" && Same(found.Domain, domain) && Same(found.Selector, selector));
        if (identifier is not null)
        {
            return identifier.IsAligned == true ? null : identifier.Reason;
        }

        // The From domain has no policy; with one as it comes, that domain and those below it are aligned.
        return result.FromDomain is { } from && (Same(from, domain) || from.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase)) ? null
            : $"{domain} is not the domain of From ({result.FromDomain}), nor above it.";
    }
}
