namespace SmtpTools.Merge;

/// <summary>
/// An attachment that a template names: a path, relative to the template, and after <c>; name=</c> the name that the recipient sees.
/// A value that is but a piece of a path can't lead elsewhere.
/// </summary>
internal static class TemplateAttachment
{
    private const string NameMark = "; name=";

    /// <summary>Makes it; null where the row names none.</summary>
    /// <param name="text">The filled-in field, values in disguise.</param>
    /// <param name="isOneValue">Whether the whole field is one value.</param>
    /// <param name="folder">What a relative path is relative to.</param>
    /// <param name="template">The template, for errors.</param>
    /// <param name="row">The row's number, for errors.</param>
    /// <exception cref="MailTemplateException">A value holds what leads out of the folder that the template names.</exception>
    /// <exception cref="MailMessageException">The file can't be read.</exception>
    public static MailAttachment? Make(string text, bool isOneValue, string folder, string template, int row)
    {
        var mark = text.IndexOf(NameMark, StringComparison.OrdinalIgnoreCase);
        var path = (mark < 0 ? text : text.Substring(0, mark)).Trim();
        var name = mark < 0 ? null : GuardedValues.Plain(text.Substring(mark + NameMark.Length)).Trim().Trim('"');
        if (path.Length == 0)
        {
            return null;
        }

        if (!isOneValue && (path.Any(GuardedValues.IsGuarded) || (path.Split('/', '\\').Contains("..") && !path.StartsWith("..", StringComparison.Ordinal))))
        {
            throw new MailTemplateException($"Row {row}: a value in Attachment leads to another folder ('{GuardedValues.Plain(path)}'); nothing was made of the row.", template, row);
        }

        path = GuardedValues.Plain(path);

        // What signs this computer in at another is never taken from a table.
        return path.StartsWith(@"\\", StringComparison.Ordinal)
            ? throw new MailTemplateException($"Row {row}: the attachment '{path}' lies on another computer; copy it here, or give it as -Attachments.", template, row)
            : MailAttachment.FromFile(Path.Combine(folder, path), name);
    }
}
