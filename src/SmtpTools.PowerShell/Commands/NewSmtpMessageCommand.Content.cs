using System.Management.Automation;

namespace SmtpTools.Commands;

/// <content>What is in the message beside its text, and how programs are to treat it.</content>
public sealed partial class NewSmtpMessageCommand
{
    bool IMessageParameters.IsHtmlOnly => HtmlOnly;

    bool IMessageParameters.IsFlowed => FormatFlowed;

    bool IMessageParameters.IsOneClick => OneClickUnsubscribe;

    /// <summary>HTML without plain text goes alone; else plain text is made from it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter HtmlOnly { get; set; }

    /// <summary>The folder of the local pictures that the HTML shows; none outside of it is read.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? ImageFolder { get; set; }

    /// <summary>The plain text goes as format=flowed, which narrow screens wrap anew.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter FormatFlowed { get; set; }

    /// <summary>An invitation: the path of an .ics file, or iCalendar text.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CalendarInvite { get; set; }

    /// <summary>Where a reader leaves the list: https: and mailto: URIs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? UnsubscribeUri { get; set; }

    /// <summary>One POST to the https: URI is enough to leave the list.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter OneClickUnsubscribe { get; set; }

    /// <summary>The message says that a program sent it, so that no program answers it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public MailAutoSubmitted AutoSubmitted { get; set; }

    /// <summary>Who is told when the message is displayed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? ReadReceiptTo { get; set; }
}
