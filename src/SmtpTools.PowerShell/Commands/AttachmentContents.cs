using System.Management.Automation;
using System.Text;

namespace SmtpTools.Commands;

/// <summary>What an attachment may be made of beside a file.</summary>
internal static class AttachmentContents
{
    /// <summary>An attachment of octets, text (as UTF-8) or a stream.</summary>
    /// <param name="content">The content, as PowerShell hands it over.</param>
    /// <param name="name">The file name that the recipient sees.</param>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static MailAttachment ToAttachment(object? content, string name) => (content is PSObject wrapped ? wrapped.BaseObject : content) switch
    {
        byte[] octets => MailAttachment.FromOctets(octets, name),
        Stream stream => MailAttachment.FromStream(stream, name),
        string text => MailAttachment.FromOctets(Encoding.UTF8.GetBytes(text), name),
        FileInfo file => MailAttachment.FromFile(file.FullName, name),
        object[] values when values.All(value => (value is PSObject element ? element.BaseObject : value) is byte) =>
            MailAttachment.FromOctets(LanguagePrimitives.ConvertTo<byte[]>(values), name),
        var other => throw new ArgumentException($"The content of \"{name}\" is to be octets (byte[]), a text, a stream or a file object, not {other?.GetType().Name ?? "nothing"}."),
    };
}
