using System.Management.Automation;

namespace SmtpTools.Commands;

/// <content>Mail merge: a template, filled in from each row that comes.</content>
public sealed partial class NewSmtpMessageCommand
{
    private object? _template;
    private int _row;

    /// <summary>A folder or a file with the message and its blanks.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Template")]
    [ValidateNotNullOrEmpty]
    public string? Template { get; set; }

    /// <summary>The row that the message is made of; it is kept for the result.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("Row", "Data")]
    public PSObject? InputObject { get; set; }

    // Called by Build alone: the template's type is the package assembly's.
    private void FillIn(MailMessageOptions options)
    {
        _row++;
        if (Template is not null)
        {
            var template = (MailTemplate)(_template ??= MailTemplate.Load(SessionState.Path.GetUnresolvedProviderPathFromPSPath(Template)));
            template.Fill(options, RowValues.Of(InputObject), _row);
        }
    }
}
