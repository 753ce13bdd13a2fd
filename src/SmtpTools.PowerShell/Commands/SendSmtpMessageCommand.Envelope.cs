using System.Collections;
using System.Management.Automation;

namespace SmtpTools.Commands;

/// <content>What is asked of the message's transport beside its recipients, as parameters of MAIL and RCPT.</content>
public sealed partial class SendSmtpMessageCommand
{
    /// <summary>What a delivery notification brings back of the message; the server's choice where not given (RFC 3461 4.3).</summary>
    [Parameter]
    public DsnReturn? DeliveryNotificationReturn { get; set; }

    /// <summary>An identifier that delivery notifications carry back (RFC 3461 4.4).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? EnvelopeId { get; set; }

    /// <summary>For recipients that were others at first: the recipient's address and the first one (RFC 3461 4.2).</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? OriginalRecipient { get; set; }

    /// <summary>The message may travel only over servers that do TLS and honour REQUIRETLS (RFC 8689).</summary>
    [Parameter]
    public SwitchParameter RequireTls { get; set; }

    /// <summary>Within how many seconds the message must be delivered (RFC 2852).</summary>
    [Parameter]
    [ValidateRange(1, 999_999_999)]
    public int DeliverWithin { get; set; }

    /// <summary>A message that is late by <see cref="DeliverWithin"/> comes back; else it is delivered late, and the sender is told.</summary>
    [Parameter]
    public SwitchParameter ReturnIfLate { get; set; }

    /// <summary>When the server may release the message, at the earliest (RFC 4865).</summary>
    [Parameter]
    public DateTimeOffset? HoldUntil { get; set; }

    /// <summary>The priority of its transfer (RFC 6710).</summary>
    [Parameter]
    [ValidateRange(-9, 9)]
    public int? TransferPriority { get; set; }

    /// <summary>Who submitted the message first, told to a relay that trusts this computer (RFC 4954 5); <c>&lt;&gt;</c> for unknown.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Submitter { get; set; }

    /// <summary>Recipients get the message only if their mailbox has had its owner since then (RFC 7293).</summary>
    [Parameter]
    public DateTimeOffset? RecipientValidSince { get; set; }

    /// <summary>A ready message that has to be encoded for its server may lose the signatures that it has.</summary>
    [Parameter]
    public SwitchParameter AllowSignatureLoss { get; set; }
}
