using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Unprotect-SmtpMessage: opens messages that are signed or encrypted, and says what their signatures are worth.</summary>
[Cmdlet(VerbsSecurity.Unprotect, "SmtpMessage")]
[OutputType(typeof(MailMessage))]
public sealed class UnprotectSmtpMessageCommand : CancellableCommand
{
    private const string OpenTypeName = "SmtpTools.MailMessage#Unprotected";

    private Func<MailMessage, CancellationToken, MailMessage>? _open;

    /// <summary>The messages.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Message")]
    public PSObject? InputObject { get; set; }

    /// <summary>Certificates with private keys, to decrypt by S/MIME: files, thumbprints, or X509Certificate2.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSObject[] SmimeCertificate { get; set; } = [];

    /// <summary>The password of certificate files.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? SmimePassword { get; set; }

    /// <summary>Roots to trust besides the system's.</summary>
    [Parameter]
    [ValidateNotNull]
    public X509Certificate2[] TrustedRoot { get; set; } = [];

    /// <summary>Whether it is asked if the certificates of signers were revoked.</summary>
    [Parameter]
    public RevocationCheck Revocation { get; set; }

    /// <summary>Files of OpenPGP keys: private ones to decrypt, public ones to verify with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PgpKey { get; set; } = [];

    /// <summary>The passphrase of private OpenPGP keys.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? PgpPassphrase { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _open = Opener([.. SmimeCertificate.Select(value => CertificateArgument.Read(this, value))], [.. PgpKey.Select(path => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path))]);
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
            var message = _open!(MessageInput.Need(InputObject!), Cancellation);
            foreach (var signature in message.Protection!.Signatures.Where(signature => !signature.IsValid || signature.Revocation == CertificateRevocation.Revoked))
            {
                WriteWarning($"\"{message.Subject}\": {string.Join(" ", signature.Reasons)}");
            }

            var output = new PSObject(message);
            output.TypeNames.Insert(0, OpenTypeName);
            WriteObject(output);
        }
        catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or FormatException or IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.From(exception, InputObject));
        }
    });

    // On its own, so that the package's assembly is loaded when a message is opened and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Func<MailMessage, CancellationToken, MailMessage> Opener(IReadOnlyCollection<CertificateArgument> certificates, IReadOnlyCollection<string> keys) =>
        new MessageUnprotector(new UnprotectOptions
        {
            Certificates = [.. certificates.Select(certificate => certificate.Open(SmimePassword))],
            TrustedRoots = [.. TrustedRoot],
            Revocation = Revocation,
            PgpKeys = [.. keys.SelectMany(path => SmtpTools.PgpKey.FromFile(path, PgpPassphrase))],
        }).Open;
}
