using System.Management.Automation;
using System.Text.RegularExpressions;

namespace SmtpTools.Pipeline;

/// <summary>
/// The one table from exceptions to error records. An id is phase and cause and never changes (<c>SmtpGreetingTimeout</c>); the category is
/// PowerShell's; the recommended action is what a person can do next.
/// </summary>
public static class ErrorRecords
{
    private static readonly Regex ParameterAtEnd = new(@"( \(Parameter '\w+'\)|\r?\nParameter name: \w+)$");

    /// <summary>The error record of an exception.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="target">What was worked on.</param>
    public static ErrorRecord From(Exception exception, object? target)
    {
        var (id, category, action) = Describe(exception ?? throw new ArgumentNullException(nameof(exception)));
        return Make(exception, id, category, target, action);
    }

    /// <summary>An error record with an advice.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="id">The stable id.</param>
    /// <param name="category">The category.</param>
    /// <param name="target">What was worked on.</param>
    /// <param name="action">What a person can do next; null for nothing to say.</param>
    public static ErrorRecord Make(Exception exception, string id, ErrorCategory category, object? target, string? action = null)
    {
        var words = WordsOf(exception ?? throw new ArgumentNullException(nameof(exception)));
        var record = new ErrorRecord(exception, id, category, target);
        if (action is not null || words != exception.Message)
        {
            record.ErrorDetails = new ErrorDetails(words) { RecommendedAction = action };
        }

        return record;
    }

    /// <summary>What a person is told: without the parameter of a method of ours, which the framework names at the end.</summary>
    private static string WordsOf(Exception exception) =>
        exception is ArgumentException { ParamName.Length: > 0 } ? ParameterAtEnd.Replace(exception.Message, string.Empty) : exception.Message;

    private static (string Id, ErrorCategory Category, string? Action) Describe(Exception exception) => exception switch
    {
        SmtpConnectException { Phase: SmtpPhase.Resolve } => ("SmtpServerNotFound", ErrorCategory.ObjectNotFound, "Check the server's name and that this computer's DNS knows it."),
        SmtpConnectException => ("SmtpConnectFailed", ErrorCategory.ConnectionError, "Check the port (25, 465, 587), that the server runs, and that no firewall or provider blocks it; many networks block port 25."),
        SmtpProxyException proxy => ($"SmtpProxy{proxy.Fault}", CategoryOf(proxy.Fault), AdviceFor(proxy.Fault)),
        ClientCertificateException => ("ClientCertificateUnusable", ErrorCategory.InvalidArgument, "Give a PFX file with its password, a PEM file with certificate and key, or the thumbprint of a certificate whose key this user may use."),
        SmtpTimeoutException timeout => ($"Smtp{timeout.Phase}Timeout", ErrorCategory.OperationTimeout, "Try again, or give more time with -Timeout."),
        SmtpTlsException { Facts: not null } => ("SmtpCertificateRejected", ErrorCategory.SecurityError, "Use the name that the certificate is for, have the certificate mended, or trust its root. -SkipCertificateCheck gives the protection up."),
        SmtpTlsException { Phase: SmtpPhase.StartTls } => ("SmtpStartTlsFailed", ErrorCategory.SecurityError, "Ask for the port that offers TLS (587 with STARTTLS, 465 with implicit TLS). -Security None or StartTlsWhenAvailable gives the protection up."),
        SmtpTlsException => ("SmtpTlsFailed", ErrorCategory.SecurityError, "Check whether the port wants STARTTLS (25, 587) or implicit TLS (465), and which TLS versions the server knows."),
        SmtpAuthenticationException { Attempts.Count: 0 } => ("SmtpAuthNotPossible", ErrorCategory.AuthenticationError, "See why each offered mechanism was not used. Many servers offer AUTH only under TLS and only on ports 587 and 465."),
        SmtpAuthenticationException { Reply.Code: 501, Attempts: var tried } when tried[tried.Count - 1].Detail is not null =>
            ("SmtpAuthFailed", ErrorCategory.AuthenticationError, "This side broke the exchange off, for the reason in the message: the server's reply only confirms it."),
        SmtpAuthenticationException authentication => ("SmtpAuthFailed", authentication.IsTransient ? ErrorCategory.ResourceUnavailable : ErrorCategory.AuthenticationError, Advice(authentication.Reply, SmtpPhase.Auth)),
        SmtpReplyException refused => ($"Smtp{refused.Phase}Refused", CategoryOf(refused.Reply), Advice(refused.Reply, refused.Phase)),
        SmtpConnectionLostException lost => ($"Smtp{lost.Phase}ConnectionLost", ErrorCategory.ConnectionError, Advice(lost.LastReply, lost.Phase)),
        SmtpProtocolException broken => ($"Smtp{broken.Phase}ProtocolError", ErrorCategory.ProtocolError, "Check that an SMTP server listens on this port; the transcript shows what it said."),
        SmtpRequirementException { Requirement: "SIZE" } => ("SmtpMessageTooLarge", ErrorCategory.LimitsExceeded, "Send less, or hand the large part over by another way and mail a link."),
        SmtpRequirementException { Requirement: "LIMITS" } => ("SmtpLimitExceeded", ErrorCategory.LimitsExceeded, "Open another session, or send to fewer recipients at a time."),
        SmtpRequirementException requirement => ($"Smtp{requirement.Requirement.Replace("-", string.Empty)}NotOffered", ErrorCategory.NotImplemented, "Use a server that offers it, or do without what needs it."),
        PublicTargetException => ("SmtpTargetNotPrivate", ErrorCategory.PermissionDenied, "Measure a server of your own. -Force measures one that is reached over a public network, and takes the responsibility."),
        SmtpContentException => ("SmtpContentUnreadable", ErrorCategory.ReadError, "See that the file is there, readable and not locked, and send again: nothing was delivered."),
        MailTemplateException { Field: not null } => ("MailTemplateFieldMissing", ErrorCategory.InvalidData, "Give the table that column, or the template a field that the table has. A name with a space in it is written row[\"First name\"]."),
        MailTemplateException { Row: > 0 } => ("MailTemplateRowUnusable", ErrorCategory.InvalidData, "See what the row holds in the place that the message names."),
        MailTemplateException => ("MailTemplateUnusable", ErrorCategory.InvalidData, null),
        MailMessageException { Path: not null } => ("SmtpMessageFileUnusable", ErrorCategory.ReadError, "See that the file is there, readable, not locked and what it is taken for, and that nobody changes it until the message is sent."),
        MailMessageException => ("SmtpMessageUnusable", ErrorCategory.InvalidData, null),
        MailProtectionException protection => ($"MailProtection{protection.Fault}", CategoryOf(protection.Fault), AdviceFor(protection.Fault)),
        MailExchangerException { Result: var result } => Describe(result),
        DomainRecordException { Result: var result } => Describe(result),
        SpfCheckException => ("SpfTempError", ErrorCategory.ResourceUnavailable, "Try again later, ask another server with -DnsServer, or give more time with -Timeout."),
        MailAuthenticationException => ("MailAuthenticationTempError", ErrorCategory.ResourceUnavailable, "Try again later, ask another server with -DnsServer, or give more time with -Timeout."),
        PublicSuffixListException => ("PublicSuffixListUnusable", ErrorCategory.InvalidData, "Give the list of publicsuffix.org: a rule a line, in UTF-8. Debian's package publicsuffix has it as /usr/share/publicsuffix/public_suffix_list.dat."),
        DnsServerException => ("DnsServerNotFound", ErrorCategory.ObjectNotFound, "Name a DNS server with -DnsServer."),
        SmtpToolsException { InnerException: OperationCanceledException } => ("SmtpCancelled", ErrorCategory.OperationStopped, null),
        ArgumentException or FormatException => ("InvalidArgument", ErrorCategory.InvalidArgument, null),
        FileNotFoundException or DirectoryNotFoundException => ("FileNotFound", ErrorCategory.ObjectNotFound, null),
        UnauthorizedAccessException => ("AccessDenied", ErrorCategory.PermissionDenied, null),
        IOException => ("FileUnreadable", ErrorCategory.ReadError, null),
        SmtpToolsException tools => (tools.GetType().Name.Replace("Exception", string.Empty), ErrorCategory.InvalidOperation, null),
        _ => ("UnexpectedError", ErrorCategory.NotSpecified, null),
    };

    private static (string Id, ErrorCategory Category, string? Action) Describe(MailExchangerResult result) => result.Status switch
    {
        MailExchangerStatus.InvalidDomain => ("MailExchangerInvalidDomain", ErrorCategory.InvalidArgument, "Give a domain such as example.com, or an address such as user@example.com."),
        MailExchangerStatus.Timeout => ("MailExchangerLookupTimeout", ErrorCategory.OperationTimeout, "Check that the DNS server can be reached, name another with -DnsServer, or give more time with -Timeout."),
        MailExchangerStatus.ServerFailure => ("MailExchangerLookupFailed", ErrorCategory.ResourceUnavailable, "Try again later, or ask another server with -DnsServer. A server that fails for one domain alone points at that domain's own servers or signatures."),
        MailExchangerStatus.NxDomain => ("MailExchangerDomainNotFound", ErrorCategory.ObjectNotFound, "Check the spelling of the domain."),
        MailExchangerStatus.NullMx => ("MailExchangerNullMx", ErrorCategory.ObjectNotFound, "The domain takes no mail. Ask for another address."),
        _ => ("MailExchangerNotFound", ErrorCategory.ObjectNotFound, "The domain's owner has to mend its MX records."),
    };

    private static (string Id, ErrorCategory Category, string? Action) Describe(DomainRecordResult result) => result.Status switch
    {
        DomainRecordStatus.Timeout when result is MtaStsResult { Fetch: not null } => ("MtaStsFetchTimeout", ErrorCategory.OperationTimeout, "Check that the web server of the policy's host answers on port 443, or give more time with -HttpsTimeout."),
        DomainRecordStatus.ServerFailure when result is MtaStsResult { Fetch: not null } => ("MtaStsFetchFailed", ErrorCategory.ConnectionError, "Check that the web server of the policy's host runs and that no firewall blocks port 443. -ConnectTo tries another address."),
        DomainRecordStatus.InvalidDomain => ($"{result.Standard}InvalidDomain", ErrorCategory.InvalidArgument, "Give a domain such as example.com, or an address such as user@example.com."),
        DomainRecordStatus.Timeout => ($"{result.Standard}LookupTimeout", ErrorCategory.OperationTimeout, "Check that the DNS server can be reached, name another with -DnsServer, or give more time with -Timeout."),
        DomainRecordStatus.ServerFailure => ($"{result.Standard}LookupFailed", ErrorCategory.ResourceUnavailable, "Try again later, or ask another server with -DnsServer. A server that fails for one domain alone points at that domain's own servers or signatures."),
        DomainRecordStatus.NxDomain => ($"{result.Standard}DomainNotFound", ErrorCategory.ObjectNotFound, "Check the spelling of the domain."),
        _ => ($"{result.Standard}RecordUnusable", ErrorCategory.ObjectNotFound, "The domain's owner has to mend the record."),
    };

    /// <summary>The category of a refusal: its enhanced code's subject (RFC 3463 3) where there is one, else its first digit.</summary>
    /// <param name="reply">The refusal.</param>
    public static ErrorCategory CategoryOf(SmtpReply reply)
    {
        if (reply is null)
        {
            return ErrorCategory.NotSpecified;
        }

        return reply switch
        {
            { Code: 530 or 534 or 535 or 538 } => ErrorCategory.AuthenticationError,
            { Code: 552 or 452 } or { EnhancedStatus: { Subject: 2, Detail: 2 } or { Subject: 3, Detail: 4 } } => ErrorCategory.LimitsExceeded,
            { EnhancedStatus.Subject: 7 } => ErrorCategory.PermissionDenied,
            { EnhancedStatus.Subject: 1, IsPermanentFailure: true } => ErrorCategory.InvalidArgument,
            { IsTransientFailure: true } => ErrorCategory.ResourceUnavailable,
            _ => ErrorCategory.InvalidResult,
        };
    }

    private static ErrorCategory CategoryOf(ProxyFault fault) => fault switch
    {
        ProxyFault.CredentialRefused => ErrorCategory.AuthenticationError,
        ProxyFault.TargetRefused => ErrorCategory.PermissionDenied,
        ProxyFault.ProtocolError => ErrorCategory.ProtocolError,
        _ => ErrorCategory.ConnectionError,
    };

    private static string AdviceFor(ProxyFault fault) => fault switch
    {
        ProxyFault.Unreachable => "Check the proxy's name and port, that it runs, and that no firewall is in between.",
        ProxyFault.ConnectionLost => "Check that the proxy serves this computer; its log tells why it closed the connection.",
        ProxyFault.ProtocolError => "Check which protocol the proxy speaks on this port: SOCKS5, SOCKS4 or HTTP.",
        ProxyFault.CredentialRefused => "Give the user name and password that the proxy wants.",
        ProxyFault.TargetRefused => "Have the proxy's administrator allow the server and its port; many proxies allow HTTPS's port 443 alone.",
        _ => "Check the server's name and port, and that the proxy's own network reaches it.",
    };

    private static ErrorCategory CategoryOf(MailProtectionFault fault) => fault switch
    {
        MailProtectionFault.KeyUnusable => ErrorCategory.ReadError,
        MailProtectionFault.WrongPassword => ErrorCategory.AuthenticationError,
        MailProtectionFault.NoPrivateKey or MailProtectionFault.NoKeyForMessage => ErrorCategory.ObjectNotFound,
        MailProtectionFault.MessageUnfit => ErrorCategory.InvalidData,
        MailProtectionFault.KeyLookupFailed => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.SecurityError,
    };

    private static string AdviceFor(MailProtectionFault fault) => fault switch
    {
        MailProtectionFault.KeyUnusable => "Check the path and the file's rights, and that it holds a key or certificate of the kind that the parameter takes.",
        MailProtectionFault.WrongPassword => "Give the password that the file was made with, as a SecureString: Read-Host -AsSecureString.",
        MailProtectionFault.NoPrivateKey => "Give a file or store entry that holds the private key too; a certificate or public key alone can only encrypt and verify.",
        MailProtectionFault.KeyNotCurrent => "Use a certificate or key that is valid today; ask its issuer for a new one.",
        MailProtectionFault.WrongPurpose => "Use a certificate for secure email (key usage digital signature to sign, key encipherment to encrypt).",
        MailProtectionFault.NoKeyForMessage => "Give the private key of one of the recipients that it was encrypted for; the message tells which.",
        MailProtectionFault.KeyLookupFailed => "Try again later, or ask another server with -DnsServer.",
        MailProtectionFault.KeyNotPublished or MailProtectionFault.KeyMismatch => "Publish the record that New-DkimKey gave, wait until DNS has it, or sign with the key that is published. Resolve-DkimKey shows it.",
        MailProtectionFault.NotAligned => "Sign with the domain of From or one above it: give -DkimDomain, or change From.",
        MailProtectionFault.MessageUnfit => "The message tells what it lacks.",
        _ => "Have it sent again: it was changed or damaged on its way.",
    };

    /// <summary>What a person can do about a reply.</summary>
    /// <param name="reply">The reply; null for none.</param>
    /// <param name="phase">The step that it answers.</param>
    public static string? Advice(SmtpReply? reply, SmtpPhase phase)
    {
        if (reply is null)
        {
            return null;
        }

        var explanation = SmtpStatus.Explain(reply, phase);
        return $"{explanation.Meaning} {explanation.NextStep}";
    }
}
