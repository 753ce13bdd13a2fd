using System.Management.Automation;
using System.Security;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Protect-SmtpMessage: signs and encrypts messages by S/MIME or OpenPGP, signs them for their domain by DKIM, seals them by ARC.</summary>
[Cmdlet(VerbsSecurity.Protect, "SmtpMessage")]
[OutputType(typeof(MailMessage))]
public sealed class ProtectSmtpMessageCommand : CancellableCommand
{
    private MessageProtection? _protection;

    /// <summary>The messages.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Message")]
    public PSObject? InputObject { get; set; }

    /// <summary>The author's certificate with its private key, to sign with by S/MIME: a file, a thumbprint, or an X509Certificate2.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSObject? SmimeCertificate { get; set; }

    /// <summary>The password of certificate files.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? SmimePassword { get; set; }

    /// <summary>The signed text goes within the S/MIME signature, where only programs that know S/MIME show it.</summary>
    [Parameter]
    public SwitchParameter Opaque { get; set; }

    /// <summary>The certificates to encrypt with by S/MIME: those of all who shall read it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSObject[] RecipientCertificate { get; set; } = [];

    /// <summary>The file of the author's private OpenPGP key, to sign with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PgpKey { get; set; }

    /// <summary>The passphrase of the private OpenPGP key.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? PgpPassphrase { get; set; }

    /// <summary>The files of the OpenPGP keys to encrypt with: those of all who shall read it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] RecipientPgpKey { get; set; } = [];

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

    /// <summary>After what time the DKIM signatures count no more; never where not given.</summary>
    [Parameter]
    public TimeSpan DkimExpiresAfter { get; set; }

    /// <summary>The private key to seal with by ARC: a path, or what New-DkimKey gave.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSObject? ArcKey { get; set; }

    /// <summary>The selector of the sealing key, where that is given by its path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ArcSelector { get; set; }

    /// <summary>The sealing domain; that of the key object where one is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ArcDomain { get; set; }

    /// <summary>What the sealer found of the message when it came, as Authentication-Results writes it (RFC 8601).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? AuthenticationResults { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _protection = MessageProtection.Load(ToArguments());
        }
        catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Stoppable(() =>
    {
        try
        {
            var given = MessageInput.Need(InputObject!);
            foreach (var message in _protection!.Apply(given, AuthenticationResults, Cancellation))
            {
                foreach (var warning in message.Warnings.Except(given.Warnings))
                {
                    WriteWarning(warning);
                }

                WriteObject(message);
            }
        }
        catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or FormatException or IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.From(exception, InputObject));
        }
    });

    private ProtectionArguments ToArguments() => SmimeCertificate is not null || RecipientCertificate.Length > 0 || PgpKey is not null || RecipientPgpKey.Length > 0 || DkimKey.Length > 0 || ArcKey is not null
        ? new ProtectionArguments
        {
            SmimeCertificate = SmimeCertificate is null ? null : CertificateArgument.Read(this, SmimeCertificate),
            SmimePassword = SmimePassword,
            IsOpaque = Opaque,
            RecipientCertificates = [.. RecipientCertificate.Select(certificate => CertificateArgument.Read(this, certificate))],
            PgpKey = PgpKey is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(PgpKey),
            PgpPassphrase = PgpPassphrase,
            RecipientPgpKeys = [.. RecipientPgpKey.Select(path => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path))],
            DkimKeys = DkimKeyArgument.Read(this, DkimKey, DkimSelector, "Dkim"),
            DkimDomain = DkimDomain,
            DkimExpiresAfter = MyInvocation.BoundParameters.ContainsKey(nameof(DkimExpiresAfter)) ? DkimExpiresAfter : null,
            ArcKey = DkimKeyArgument.Read(this, ArcKey is null ? [] : [ArcKey], ArcSelector is null ? [] : [ArcSelector], "Arc") is [var arc] ? arc : null,
            ArcDomain = ArcDomain,
        }
        : throw new ArgumentException("Nothing to protect with: give -SmimeCertificate, -RecipientCertificate, -PgpKey, -RecipientPgpKey, -DkimKey or -ArcKey.");
}
