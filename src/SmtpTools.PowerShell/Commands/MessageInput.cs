using System.Management.Automation;

namespace SmtpTools.Commands;

/// <summary>A message that comes by the pipeline, in any of the forms in which one does.</summary>
internal static class MessageInput
{
    private const string DeserializedName = "Deserialized.SmtpTools.MailMessage";

    /// <summary>Whether an object is a whole message.</summary>
    public static bool IsOne(PSObject value) =>
        value.BaseObject is MailMessage or CapturedMessage || value.TypeNames.Contains(DeserializedName) || ForeignMessage.IsOne(value.BaseObject);

    /// <summary>The message that an object has to be.</summary>
    /// <exception cref="ArgumentException">It is none, or has no octets.</exception>
    /// <exception cref="MailMessageException">Its octets are no message.</exception>
    public static MailMessage Need(PSObject value) =>
        IsOne(value) ? Read(value) : throw new ArgumentException($"{value.BaseObject.GetType().Name} is no message. Import-SmtpMessage opens files.");

    /// <summary>The message that an object is.</summary>
    /// <exception cref="ArgumentException">The object has no octets: it is too large to have been serialised, or its content was not kept.</exception>
    /// <exception cref="MailMessageException">Its octets are no message.</exception>
    public static MailMessage Read(PSObject value) => value.BaseObject switch
    {
        MailMessage message => message,
        CapturedMessage captured => captured.Message?.WithEnvelope(captured.ReversePath, [.. captured.Recipients.Select(recipient => recipient.Address)])
            ?? throw new ArgumentException("The captured message has no content: its listener keeps envelopes only."),
        { } foreign when ForeignMessage.IsOne(foreign) => MessageReader.Open(ForeignMessage.ToOctets(foreign)),
        _ => Restore(value),
    };

    // From a job, a remote session or a file of Export-Clixml: the facts are those of the octets, which came along.
    private static MailMessage Restore(PSObject value)
    {
        if (Property(value, nameof(MailMessage.ContentBase64)) is not string content)
        {
            throw new ArgumentException($"The message has come without its octets: one of more than {MessageLimits.MaxCarried} is not serialised. Hand it on as an .eml file.");
        }

        var to = LanguagePrimitives.GetEnumerable(Property(value, nameof(MailMessage.EnvelopeTo)));
        return MessageReader.Open(Convert.FromBase64String(content)).WithEnvelope(
            LanguagePrimitives.ConvertTo<string>(Property(value, nameof(MailMessage.EnvelopeFrom))),
            to is null ? null : [.. to.Cast<object>().Select(address => LanguagePrimitives.ConvertTo<string>(address))])
            .WithRow(value.Properties[nameof(MailMessage.Row)]?.Value);
    }

    private static object? Property(PSObject value, string name) => value.Properties[name]?.Value is PSObject wrapped ? wrapped.BaseObject : value.Properties[name]?.Value;
}
