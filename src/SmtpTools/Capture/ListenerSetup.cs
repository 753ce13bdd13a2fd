using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Sasl;
using SmtpTools.Transport;

namespace SmtpTools.Capture;

/// <summary>The options of a listener, checked and made ready for its sessions. Does not change.</summary>
internal sealed class ListenerSetup
{
    /// <summary>How long the smallest command and the smallest buffer of lines are (RFC 5321 4.5.3.1.4).</summary>
    private const int SmallestCommandLength = 512;

    private readonly SmtpListenerExtensions _extensions;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option can't be, or two contradict each other.</exception>
    public ListenerSetup(SmtpListenerOptions options)
    {
        Check(options);
        Options = options;
        Rules = new RuleBook(options.Rules);
        Accounts = new SaslAccounts(options.Credentials);
        Output = options.OutputPath is null ? null : new OutputFolder(options.OutputPath, options.Time.GetUtcNow());
        _extensions = Settle(options.Extensions);
        if (options.ImplicitTls || Offers(SmtpListenerExtensions.StartTls))
        {
            var certificate = options.Certificate
                ?? SelfMadeCertificate.Create(NamesOf(options), [options.Address], options.Time.GetUtcNow());
            OwnCertificate = options.Certificate is null ? certificate : null;
            Tls = new TlsAcceptor(certificate, options.TlsProtocols, options.RequestClientCertificate);
            Certificate = new X509Certificate2(certificate.RawData);
            Binding = ServerEndPointBinding.Of(certificate);
        }
    }

    public SmtpListenerOptions Options { get; }

    public RuleBook Rules { get; }

    public SaslAccounts Accounts { get; }

    public OutputFolder? Output { get; }

    public TlsAcceptor? Tls { get; }

    /// <summary>The server's certificate without its key; null without TLS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The certificate that was made here and is to be disposed of; null otherwise.</summary>
    public X509Certificate2? OwnCertificate { get; }

    /// <summary>What ties a SASL exchange to a TLS connection with the server's certificate; null without one.</summary>
    public SaslChannelBinding? Binding { get; }

    /// <summary>Whether an extension is offered at all; some are only within TLS or without.</summary>
    public bool Offers(SmtpListenerExtensions extension) => (_extensions & extension) != 0;

    /// <summary>Whether there are mechanisms to offer once TLS is on.</summary>
    public bool HasMechanisms => !Accounts.IsEmpty || Options.RequestClientCertificate;

    /// <summary>The mechanisms of a connection.</summary>
    /// <param name="isTls">Whether it is within TLS.</param>
    /// <param name="context">What is known of it.</param>
    public IReadOnlyList<string> MechanismsFor(bool isTls, SaslServerContext context)
    {
        // RFC 4954 4: a mechanism that shows a password is not for plaintext. The others are kept off it too, as most servers do.
        if (!Offers(SmtpListenerExtensions.Auth) || (!isTls && !Options.AllowUnprotectedAuth))
        {
            return [];
        }

        return SaslServers.NamesFor(context)
            .Where(name => Options.AuthMechanisms.Count == 0 || Options.AuthMechanisms.Contains(name, StringComparer.OrdinalIgnoreCase)).ToArray();
    }

    /// <summary>What is offered on a connection.</summary>
    /// <param name="isTls">Whether it is within TLS.</param>
    /// <param name="mechanisms">Its mechanisms.</param>
    public SmtpListenerExtensions OfferedFor(bool isTls, IReadOnlyList<string> mechanisms)
    {
        // RFC 8689 2: REQUIRETLS is announced within TLS alone.
        var absent = isTls ? SmtpListenerExtensions.StartTls : SmtpListenerExtensions.RequireTls;
        return _extensions & ~absent & (mechanisms.Count == 0 ? ~SmtpListenerExtensions.Auth : SmtpListenerExtensions.All);
    }

    /// <summary>The lines of the reply to EHLO or LHLO (RFC 5321 4.1.1.1).</summary>
    /// <param name="offered">What is offered on the connection.</param>
    /// <param name="mechanisms">Its mechanisms.</param>
    public IReadOnlyList<string> HelloLines(SmtpListenerExtensions offered, IReadOnlyList<string> mechanisms)
    {
        var lines = new List<string> { Options.HostName };
        foreach (var (extension, line) in Keywords)
        {
            if ((offered & extension) != 0)
            {
                lines.Add(extension == SmtpListenerExtensions.Auth ? $"AUTH {string.Join(" ", mechanisms)}" : line(this));
            }
        }

        return lines;
    }

    private static IReadOnlyList<(SmtpListenerExtensions Extension, Func<ListenerSetup, string> Line)> Keywords { get; } =
    [
        (SmtpListenerExtensions.Pipelining, static _ => "PIPELINING"),
        (SmtpListenerExtensions.Size, static setup => "SIZE " + Text(setup.Options.MaxMessageSize)),
        (SmtpListenerExtensions.EightBitMime, static _ => "8BITMIME"),
        (SmtpListenerExtensions.SmtpUtf8, static _ => "SMTPUTF8"),
        (SmtpListenerExtensions.EnhancedStatusCodes, static _ => "ENHANCEDSTATUSCODES"),
        (SmtpListenerExtensions.Dsn, static _ => "DSN"),
        (SmtpListenerExtensions.Chunking, static _ => "CHUNKING"),
        (SmtpListenerExtensions.BinaryMime, static _ => "BINARYMIME"),
        (SmtpListenerExtensions.StartTls, static _ => "STARTTLS"),
        (SmtpListenerExtensions.Auth, static _ => "AUTH"),
        (SmtpListenerExtensions.DeliverBy, static _ => "DELIVERBY"),
        (SmtpListenerExtensions.FutureRelease, static setup => setup.FutureReleaseLine()),
        (SmtpListenerExtensions.MtPriority, static _ => "MT-PRIORITY"),
        (SmtpListenerExtensions.RequireTls, static _ => "REQUIRETLS"),
        (SmtpListenerExtensions.Rrvs, static _ => "RRVS"),
        (SmtpListenerExtensions.Limits, static setup => setup.LimitsLine()),
        (SmtpListenerExtensions.Vrfy, static _ => "VRFY"),
        (SmtpListenerExtensions.Expn, static _ => "EXPN"),
        (SmtpListenerExtensions.Etrn, static _ => "ETRN"),
        (SmtpListenerExtensions.Help, static _ => "HELP"),
        (SmtpListenerExtensions.XClient, static _ => "XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT"),
        (SmtpListenerExtensions.XForward, static _ => "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE"),
    ];

    private static void Check(SmtpListenerOptions options)
    {
        if (!Mailbox.TryParse("a@" + options.HostName, out _, out var fault))
        {
            throw new ArgumentException($"The host name '{options.HostName}' is no domain: {fault}.");
        }

        if (options.MaxCommandLength is < SmallestCommandLength or > CaptureConnection.BufferSize - 1)
        {
            throw new ArgumentException($"MaxCommandLength is {SmallestCommandLength} (RFC 5321 4.5.3.1.4) to {CaptureConnection.BufferSize - 1}.");
        }

        if (options.MaxConnections < 1 || options.MaxRecipients < 1 || options.MaxMessageSize < 1 || options.MaxCommandsWithoutResult < 1
            || options.MaxErrors < 1 || options.MaxTransactions < 1 || options.MaxRecipientDomains < 1 || options.MaxContentLineLength < 1
            || options.MaxStoredMessages < 1 || options.MaxStoredOctets < 1)
        {
            throw new ArgumentException("Each limit of a listener is at least 1.");
        }

        if (options.MaxMessageSize > int.MaxValue && options.Mode == CaptureMode.Full)
        {
            throw new ArgumentException($"A message that is kept whole has at most {int.MaxValue} octets.");
        }

        if (options.IdleTimeout <= TimeSpan.Zero || options.IdleTimeout.TotalMilliseconds > int.MaxValue)
        {
            throw new ArgumentException("IdleTimeout is more than nothing and less than 25 days.");
        }

        if (options.Mode == CaptureMode.Count && options.OutputPath is not null)
        {
            throw new ArgumentException("A listener that keeps counts alone writes no files.");
        }

        if (options.Certificate is { HasPrivateKey: false })
        {
            throw new ArgumentException("The listener's certificate has no private key.");
        }

        if (options.RequireTls && !options.ImplicitTls && (options.Extensions & SmtpListenerExtensions.StartTls) == 0)
        {
            throw new ArgumentException("TLS can't be required where it is not offered.");
        }

        if (options.RequireAuth && ((options.Credentials.Count == 0 && !options.RequestClientCertificate) || (options.Extensions & SmtpListenerExtensions.Auth) == 0))
        {
            throw new ArgumentException("Authentication can't be required where it is not offered: give the listener credentials.");
        }

        if (options.AuthMechanisms.FirstOrDefault(static name => !SaslServers.Names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new ArgumentException($"'{unknown}' is no mechanism that a listener has. These are: {string.Join(", ", SaslServers.Names)}.");
        }
    }

    /// <summary>Takes away what can't stand alone.</summary>
    private static SmtpListenerExtensions Settle(SmtpListenerExtensions extensions) =>
        (extensions & SmtpListenerExtensions.Chunking) == 0 ? extensions & ~SmtpListenerExtensions.BinaryMime : extensions;

    private static List<string> NamesOf(SmtpListenerOptions options) =>
        string.Equals(options.HostName, "localhost", StringComparison.OrdinalIgnoreCase) || options.HostName.StartsWith('[')
            ? ["localhost"]
            : [options.HostName, "localhost"];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string FutureReleaseLine()
    {
        // RFC 4865 3: the longest interval in seconds, and the same as a point in time.
        var longest = TimeSpan.FromDays(30);
        var until = Options.Time.GetUtcNow().Add(longest).UtcDateTime;
        return $"FUTURERELEASE {Text((long)longest.TotalSeconds)} {until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}";
    }

    private string LimitsLine() =>
        "LIMITS RCPTMAX=" + Text(Options.MaxRecipients)
        + (Options.MaxTransactions is { } transactions ? " MAILMAX=" + Text(transactions) : string.Empty)
        + (Options.MaxRecipientDomains is { } domains ? " RCPTDOMAINMAX=" + Text(domains) : string.Empty);
}
