using Fluid;
using SmtpTools.Merge;

namespace SmtpTools;

/// <summary>
/// A message with blanks, in Liquid, filled in from one row after another: subject, text, HTML, recipients, attachments and further header
/// fields. Values are escaped in HTML; a name that holds a comma is quoted; no value adds an address or a field of its own.
/// </summary>
public sealed class MailTemplate
{
    private readonly TemplateSource _source;
    private readonly TemplateOptions _options = LiquidText.MakeOptions();

    private MailTemplate(string path)
    {
        Path = path;
        _source = new TemplateSource(path);
    }

    /// <summary>The template's folder or file.</summary>
    public string Path { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="path">A folder with fields.txt, body.txt, body.html and invite.ics, each as far as it is there; or one file.</param>
    /// <exception cref="MailTemplateException">There is none, or it is not well-formed.</exception>
    public static MailTemplate Load(string path) => new(System.IO.Path.GetFullPath(path ?? throw new ArgumentNullException(nameof(path))));

    /// <summary>Fills in what the options do not hold already.</summary>
    /// <param name="options">What the message is to be made of.</param>
    /// <param name="row">The row: names, compared without case, and values.</param>
    /// <param name="number">The row's number, from 1, for errors.</param>
    /// <exception cref="MailTemplateException">The row lacks a field that the template asks for, or a value does not fit where it is put.</exception>
    /// <exception cref="MailMessageException">An attachment can't be read.</exception>
    public void Fill(MailMessageOptions options, IReadOnlyDictionary<string, object?> row, int number)
    {
        if (options is null)
        {
            throw new ArgumentNullException(nameof(options));
        }

        var filled = new TemplateRow(row ?? throw new ArgumentNullException(nameof(row)), _options, number);
        var given = Given(options);
        foreach (var field in _source.Fields.Where(field => !given.Contains(field.Key)))
        {
            FillField(options, field, filled);
        }

        if (options.Body is null && options.HtmlBody is null)
        {
            options.Body = _source.Text is null ? null : filled.Text(_source.Text);
            options.HtmlBody = _source.Html is null ? null : filled.Html(_source.Html);
            options.ImageFolder ??= _source.Folder;
        }

        options.CalendarInvite ??= _source.Calendar is null ? null : filled.Text(_source.Calendar);
    }

    // What was given beside the template takes the place of its fields.
    private static HashSet<string> Given(MailMessageOptions options)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        Note("FROM", options.From is not null);
        Note("SENDER", options.Sender is not null);
        Note("TO", options.To.Count > 0);
        Note("CC", options.Cc.Count > 0);
        Note("BCC", options.Bcc.Count > 0);
        Note("REPLYTO", options.ReplyTo.Count > 0);
        Note("SUBJECT", options.Subject is not null);
        Note("ENVELOPEFROM", options.EnvelopeFrom is not null);
        Note("LISTUNSUBSCRIBE", options.UnsubscribeUris.Count > 0);
        return given;

        void Note(string key, bool isGiven)
        {
            if (isGiven)
            {
                _ = given.Add(key);
            }
        }
    }

    private void FillField(MailMessageOptions options, TemplateField field, TemplateRow row)
    {
        switch (field.Key)
        {
            case "FROM":
                options.From = Addresses(field, row);
                break;
            case "SENDER":
                options.Sender = Addresses(field, row) is { Length: > 0 } sender ? sender : null;
                break;
            case "TO":
                Add(options.To, Addresses(field, row));
                break;
            case "CC":
                Add(options.Cc, Addresses(field, row));
                break;
            case "BCC":
                Add(options.Bcc, Addresses(field, row));
                break;
            case "REPLYTO":
                Add(options.ReplyTo, Addresses(field, row));
                break;
            case "ENVELOPEFROM":
                options.EnvelopeFrom = Addresses(field, row);
                break;
            case "SUBJECT":
                options.Subject = row.Text(field.Value).Trim();
                break;
            case "LISTUNSUBSCRIBE":
                foreach (var uri in row.Text(field.Value).Split(','))
                {
                    Add(options.UnsubscribeUris, uri.Trim());
                }

                break;
            case "ATTACHMENT" or "ATTACHMENTS":
                if (TemplateAttachment.Make(row.Pieces(field.Value), field.Value.IsOneValue, _source.Folder, Path, row.Number) is { } attachment)
                {
                    options.Attachments.Add(attachment);
                }

                break;
            default:
                options.Headers.Add(new MailHeader(field.Name, row.Text(field.Value).Trim()));
                break;
        }
    }

    private static void Add(IList<string> list, string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            list.Add(text);
        }
    }

    // A field that is one value and nothing else is taken as it stands, as a column of that name would be; in any other a value is a piece.
    private string Addresses(TemplateField field, TemplateRow row)
    {
        if (field.Value.IsOneValue)
        {
            return row.Text(field.Value).Trim();
        }

        var text = GuardedValues.Addresses(row.Pieces(field.Value), out var stray).Trim();
        return stray is null
            ? text
            : throw new MailTemplateException($"Row {row.Number}: a value in {field.Name} holds '{stray}', which an address can't; nothing was made of the row.", Path, row.Number);
    }
}
