namespace SmtpTools;

/// <summary>How servers are tested.</summary>
public sealed class SmtpServerTestOptions
{
    /// <summary>A certificate with fewer days left than this is a finding.</summary>
    public const int DefaultCertificateDays = 14;

    /// <summary>How long the check of the idle time-out watches where nothing else is said.</summary>
    public static readonly TimeSpan DefaultIdleLimit = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait for any one step where <see cref="Session"/> says nothing else.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How the test's sessions are opened, whatever the server; a credential given is tried. Faults of the certificate that are to be ignored
    /// neither fail the test nor keep the credential back, and are findings all the same.
    /// </summary>
    public SmtpSessionOptions Session { get; set; } = new() { Timeouts = SmtpTimeouts.AtMost(DefaultTimeout) };

    /// <summary>A certificate with fewer days left than this is a finding.</summary>
    public int CertificateDays { get; set; } = DefaultCertificateDays;

    /// <summary>The checks to do.</summary>
    public IReadOnlyList<SmtpCheck> Checks { get; set; } = SmtpChecks.Default;

    /// <summary>Who is asked for names, TLSA records and block lists; one that keeps answers. Checks that need it are not done where it is null.</summary>
    public IMailDns? Dns { get; set; }

    /// <summary>Whether servers given by name are looked up by <see cref="Dns"/> and not by the system.</summary>
    public bool LooksUpServers { get; set; }

    /// <summary>What fetches the MTA-STS policies of domains; they are not looked at where it is null.</summary>
    public IHttpsFetcher? Fetcher { get; set; }

    /// <summary>The block lists that the check of the server's reputation asks.</summary>
    public IReadOnlyList<DnsBlockList> BlockLists { get; set; } = DnsBlockList.Default;

    /// <summary>
    /// A mailbox of the server's: known to exist for the check of recipients, and the one that the messages of the check of smuggling go to,
    /// which is not done without it. Null for none.
    /// </summary>
    public Mailbox? Recipient { get; set; }

    /// <summary>How long the check of the idle time-out watches.</summary>
    public TimeSpan IdleLimit { get; set; } = DefaultIdleLimit;

    /// <summary>Told each entry of the test's session as it comes, on the thread of the test.</summary>
    public Action<SmtpEndpoint, TranscriptEntry>? Listener { get; set; }

    /// <summary>Whether checks were chosen by name, so that each is to tell all it can.</summary>
    internal bool AreChecksNamed => !ReferenceEquals(Checks, SmtpChecks.Default);

    /// <summary>The options of a session with a server in which a bad certificate is a fact and no failure.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="security">When TLS protects the session.</param>
    internal SmtpSessionOptions SessionFor(SmtpEndpoint endpoint, TlsMode security)
    {
        var options = Session.For(endpoint);
        options.Security = security;
        options.Tls.ExamineOnly = true;

        // A session that is taken up shows the certificate of the earlier one, which may by now be another, or another server's of the same name.
        options.Tls.AllowResumption = false;
        return options;
    }
}
