using System.Collections;
using System.Management.Automation;
using System.Net.Mail;
using SmtpTools.Pipeline;

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

    /// <summary>An open session to send on, in place of a server.</summary>
    [Parameter]
    [ValidateNotNull]
    public SmtpSession? Session { get; set; }

    /// <summary>Most connections at a time.</summary>
    [Parameter]
    [ValidateRange(1, ParallelCommand<object>.MaxThrottleLimit)]
    public int MaxConnections { get; set; } = 1;

    /// <summary>The rate of all connections together: messages per second, or as in <c>30/min</c>.</summary>
    [Parameter]
    public MessageRate? MaxRate { get; set; }

    /// <summary>Most messages on one connection.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxMessagesPerConnection { get; set; }

    /// <summary>How often a message is tried again that surely was not taken, for a transient cause.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int RetryCount { get; set; }

    /// <summary>The wait before each further attempt, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int RetryDelay { get; set; } = 5;

    /// <summary>The stage after which the session is ended with QUIT, for tests.</summary>
    [Parameter]
    public SmtpStage StopAfter { get; set; }

    /// <summary>The stage after which the connection is dropped without QUIT, for tests.</summary>
    [Parameter]
    public SmtpStage DropAfter { get; set; }

    /// <summary>TLS is required, as with Send-MailMessage.</summary>
    [Parameter]
    public SwitchParameter UseSsl { get; set; }

    /// <summary>No recipient gets the message unless the server takes all.</summary>
    [Parameter]
    public SwitchParameter RequireAllRecipients { get; set; }
}
