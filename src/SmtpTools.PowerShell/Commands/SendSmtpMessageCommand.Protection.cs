using System.Management.Automation;
using System.Security;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <content>Signing on the way out: the short cuts to Protect-SmtpMessage.</content>
public sealed partial class SendSmtpMessageCommand
{
    private MessageProtection? _protection;
    private Action<MailMessage, CancellationToken>? _rehearse;

    /// <summary>Private keys to sign with by DKIM: paths, or what New-DkimKey gave.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSObject[] DkimKey { get; set; } = [];

    /// <summary>The selector of each key that is given by its path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] DkimSelector { get; set; } = [];

    /// <summary>The signing domain; that of From where not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DkimDomain { get; set; }

    /// <summary>The author's certificate with its private key, to sign with by S/MIME: a file, a thumbprint, or an X509Certificate2.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSObject? SmimeCertificate { get; set; }

    /// <summary>The password of the certificate's file.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? SmimePassword { get; set; }

    /// <summary>Sends nothing whose new DKIM signature does not verify with the published key, or is not aligned with From.</summary>
    [Parameter]
    public SwitchParameter VerifyBeforeSend { get; set; }

    /// <summary>The DNS servers that -VerifyBeforeSend asks; the system's own where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DnsServerAddress[] DnsServer { get; set; } = [];

    /// <summary>Whether DNS is asked over TCP alone, where nobody beside the way can forge an answer.</summary>
    [Parameter]
    public SwitchParameter DnsOverTcp { get; set; }

    /// <exception cref="ArgumentException">Two parameters contradict or miss each other.</exception>
    /// <exception cref="SmtpToolsException">A key can't be used, or there is no DNS server.</exception>
    private void LoadProtection()
    {
        if (VerifyBeforeSend && DkimKey.Length == 0)
        {
            throw new ArgumentException("-VerifyBeforeSend looks at the new DKIM signature: give -DkimKey.");
        }

        if (DkimKey.Length == 0 && SmimeCertificate is null)
        {
            return;
        }

        _protection = MessageProtection.Load(new ProtectionArguments
        {
            SmimeCertificate = SmimeCertificate is null ? null : CertificateArgument.Read(this, SmimeCertificate),
            SmimePassword = SmimePassword,
            DkimKeys = DkimKeyArgument.Read(this, DkimKey, DkimSelector, "Dkim"),
            DkimDomain = DkimDomain,
        });
        if (VerifyBeforeSend)
        {
            _rehearse = _protection.Rehearsal(DnsAccess.Open(new MailDnsOptions { Servers = DnsServer, UseTcpOnly = DnsOverTcp }));
        }
    }

    private MailMessage Protected(MailMessage message)
    {
        if (_protection is null)
        {
            return message;
        }

        // Signing makes one message of one.
        var signed = _protection.Apply(message, null, Cancellation)[0];
        foreach (var warning in signed.Warnings.Except(message.Warnings))
        {
            WriteWarning(warning);
        }

        return signed;
    }
}
