using System.Collections;
using System.Management.Automation;
using System.Net.Mail;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Commands;

/// <content>The parameters: those of Send-MailMessage under their own names, and what it lacked.</content>
public sealed partial class SendSmtpMessageCommand : IMessageParameters
{
    bool IMessageParameters.IsBodyHtml => BodyAsHtml;

    /// <summary>A ready message (an .eml file, a MailMessage, another module's MimeMessage), or a file to attach.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("Message")]
    public PSObject? InputObject { get; set; }

    /// <summary>Recipients.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[]? To { get; set; }

    /// <summary>The subject.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("sub")]
    [AllowEmptyString]
    public string? Subject { get; set; }

    /// <summary>The plain text, or HTML with <see cref="BodyAsHtml"/>.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Body { get; set; }

    /// <summary>The server; <c>$PSEmailServer</c> where not given.</summary>
    [Parameter(Position = 3, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputerName", "Server")]
    [ValidateNotNullOrEmpty]
    public string? SmtpServer { get; set; }

    /// <summary>The author. A ready message may have none, and a row of a table an empty cell.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? From { get; set; }

    /// <summary>Recipients of a copy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? Cc { get; set; }

    /// <summary>Recipients that the message does not show.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? Bcc { get; set; }

    /// <summary>Where answers go to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? ReplyTo { get; set; }

    /// <summary>The HTML beside the plain text.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? HtmlBody { get; set; }

    /// <summary>The body is HTML.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("BAH")]
    public SwitchParameter BodyAsHtml { get; set; }

    /// <summary>Files to attach: paths, file objects, attachments.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object[]? Attachments { get; set; }

    /// <summary>Pictures that the HTML shows by <c>cid:</c> and file name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object[]? InlineImage { get; set; }

    /// <summary>Further header fields.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IDictionary? Header { get; set; }

    /// <summary>How urgent the message is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public System.Net.Mail.MailPriority Priority { get; set; }

    /// <summary>Taken for the sake of old scripts; messages are UTF-8 always.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("BE")]
    public object? Encoding { get; set; }

    /// <summary>When a delivery notification is asked for; nothing is asked for where not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("DNO")]
    public DeliveryNotificationOptions DeliveryNotificationOption { get; set; }

    /// <summary>The reverse path, where failures are reported to; <c>&lt;&gt;</c> for none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? EnvelopeFrom { get; set; }

    /// <summary>The port; 25, or 465 with <c>-Security Tls</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>When TLS protects the session.</summary>
    [Parameter]
    public TlsMode Security { get; set; }

    /// <summary>TLS is required, as with Send-MailMessage.</summary>
    [Parameter]
    public SwitchParameter UseSsl { get; set; }

    /// <summary>User name and password.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>An OAuth 2.0 access token in place of the credential's password: a SecureString, or a script block that returns one.</summary>
    [Parameter]
    public object? AccessToken { get; set; }

    /// <summary>The one SASL mechanism to use.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AuthMechanism { get; set; }

    /// <summary>Lets a password or token go over a connection without TLS.</summary>
    [Parameter]
    public SwitchParameter AllowUnprotectedAuth { get; set; }

    /// <summary>The name given in EHLO.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LocalDomain { get; set; }

    /// <summary>The name that the server's certificate must have, where it is not the server's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TlsTargetName { get; set; }

    /// <summary>Roots to trust besides the system's, such as the certificate of a capture server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public X509Certificate2[]? TrustedRoot { get; set; }

    /// <summary>Passes over all faults of the server's certificate; the result names them.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The longest wait for any one step, in seconds; the times of RFC 5321 4.5.3.2 where not given.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int Timeout { get; set; }

    /// <summary>No recipient gets the message unless the server takes all.</summary>
    [Parameter]
    public SwitchParameter RequireAllRecipients { get; set; }
}
