namespace SmtpTools;

/// <summary>A template can't be read, or can't be filled in from a row: a field that the row does not have, or a value that does not fit.</summary>
public sealed class MailTemplateException : SmtpToolsException
{
    /// <summary>Makes an error.</summary>
    /// <param name="message">What happened and what can be done.</param>
    /// <param name="template">The template's file.</param>
    /// <param name="row">The number of the row, from 1; 0 where it is about no row.</param>
    /// <param name="field">The field that the row lacks; null where it is about something else.</param>
    /// <param name="innerException">The cause, or null.</param>
    public MailTemplateException(string message, string template, int row = 0, string? field = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Template = template;
        Row = row;
        Field = field;
    }

    /// <summary>The template's file.</summary>
    public string Template { get; }

    /// <summary>The number of the row, from 1; 0 where the error is about no row.</summary>
    public int Row { get; }

    /// <summary>The field that the row lacks; null where the error is about something else.</summary>
    public string? Field { get; }
}
