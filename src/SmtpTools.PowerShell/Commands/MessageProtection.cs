namespace SmtpTools.Commands;

/// <summary>Protects messages one after the other with keys that are read once.</summary>
internal sealed class MessageProtection
{
    private readonly SmimeCertificate? _signer;
    private readonly bool _isOpaque;
    private readonly IReadOnlyCollection<SmimeCertificate> _recipients;
    private readonly PgpKey? _pgpSigner;
    private readonly IReadOnlyCollection<PgpKey> _pgpRecipients;
    private readonly DkimSigningOptions? _dkim;
    private readonly DkimSigningKey? _arcKey;
    private readonly string? _arcDomain;

    private MessageProtection(ProtectionArguments arguments)
    {
        _signer = arguments.SmimeCertificate?.Open(arguments.SmimePassword);
        _isOpaque = arguments.IsOpaque;
        _recipients = [.. arguments.RecipientCertificates.Select(certificate => certificate.Open(arguments.SmimePassword))];
        _pgpSigner = arguments.PgpKey is null ? null : Signer(PgpKey.FromFile(arguments.PgpKey, arguments.PgpPassphrase), arguments.PgpKey);
        _pgpRecipients = [.. arguments.RecipientPgpKeys.SelectMany(path => PgpKey.FromFile(path, arguments.PgpPassphrase))];
        if ((_signer is not null || _recipients.Count > 0) && (_pgpSigner is not null || _pgpRecipients.Count > 0))
        {
            throw new ArgumentException("S/MIME and OpenPGP are two ways to the same end: give the certificates of one or the keys of the other.");
        }

        if (arguments.DkimKeys.Count > 0)
        {
            _dkim = new DkimSigningOptions
            {
                Domain = arguments.DkimDomain ?? OnlyDomain(arguments.DkimKeys),
                Keys = [.. arguments.DkimKeys.Select(key => new DkimSigningKey(key.Selector, key.Path))],
                ExpiresAfter = arguments.DkimExpiresAfter,
            };
        }

        if (arguments.ArcKey is { } arc)
        {
            _arcKey = new DkimSigningKey(arc.Selector, arc.Path);
            _arcDomain = arguments.ArcDomain ?? arc.Domain ?? throw new ArgumentException("-ArcKey needs -ArcDomain, whose mail server seals.");
        }
    }

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ArgumentException">Parameters contradict or miss one another.</exception>
    /// <exception cref="MailProtectionException">A key can't be used.</exception>
    public static MessageProtection Load(ProtectionArguments arguments) => new(arguments);

    /// <summary>Protects a message: what is within first, the signature of the domain after it, the seal last (RFC 8617 5.1).</summary>
    /// <param name="message">The message; not changed.</param>
    /// <param name="authenticationResults">What was found of it when it came, for its seal.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The message; where it is encrypted, also a copy for each of its Bcc recipients.</returns>
    public IReadOnlyList<MailMessage> Apply(MailMessage message, string? authenticationResults, CancellationToken cancellationToken)
    {
        if (_signer is not null)
        {
            message = SmimeProtection.Sign(message, _signer, _isOpaque, null, cancellationToken);
        }

        if (_pgpSigner is not null)
        {
            message = PgpProtection.Sign(message, _pgpSigner, null, cancellationToken);
        }

        var copies = _recipients.Count > 0 ? SmimeProtection.Encrypt(message, _recipients, null, cancellationToken)
            : _pgpRecipients.Count > 0 ? PgpProtection.Encrypt(message, _pgpRecipients, null, cancellationToken)
            : [message];
        return [.. copies.Select(copy => SignedForDomain(copy, authenticationResults, cancellationToken))];
    }

    /// <summary>What looks at the DKIM signatures as a receiver would.</summary>
    /// <param name="dns">Who is asked for the keys.</param>
    public Action<MailMessage, CancellationToken> Rehearsal(IMailDns dns) => new SignatureRehearsal(dns, _dkim!).Check;

    private MailMessage SignedForDomain(MailMessage message, string? authenticationResults, CancellationToken cancellationToken)
    {
        if (_dkim is not null)
        {
            message = MessageSigner.SignDkim(message, _dkim, cancellationToken);
        }

        return _arcKey is null ? message : MessageSigner.SealArc(
            message,
            new ArcSealingOptions
            {
                Domain = _arcDomain!,
                Key = _arcKey,
                AuthenticationResults = authenticationResults ?? throw new ArgumentException("-ArcKey needs -AuthenticationResults: a seal says what was found of the message when it came (RFC 8617 5.1)."),
            },
            cancellationToken);
    }

    private static PgpKey Signer(IReadOnlyList<PgpKey> keys, string path) =>
        keys.FirstOrDefault(key => key.HasPrivateKey) ?? throw new MailProtectionException(MailProtectionFault.NoPrivateKey, $"\"{path}\" holds no private OpenPGP key to sign with.");

    private static string? OnlyDomain(IEnumerable<DkimKeyArgument> keys)
    {
        var domains = keys.Select(key => key.Domain).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return domains.Count > 1 ? throw new ArgumentException($"The keys are of several domains ({string.Join(", ", domains)}): name the one that signs with -DkimDomain.") : domains.FirstOrDefault();
    }
}
