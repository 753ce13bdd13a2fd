using System.Globalization;
using MimeKit.Utils;

namespace SmtpTools.Messages;

/// <summary>
/// The further header fields that a message is given: which may come, and in what grammar each is written. A field that an option exists
/// for takes that option's place.
/// </summary>
internal sealed class CustomFields
{
    private const string Parameter = nameof(MailMessageOptions.Headers);

    private static readonly HashSet<string> s_ofParameters = new(StringComparer.OrdinalIgnoreCase) { "From", "To", "Cc", "Subject" };

    private static readonly HashSet<string> s_ofBody = new(StringComparer.OrdinalIgnoreCase)
    {
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID",
    };

    private static readonly HashSet<string> s_hidden = new(StringComparer.OrdinalIgnoreCase) { "Bcc", "Resent-Bcc" };

    private static readonly HashSet<string> s_addresses = new(StringComparer.OrdinalIgnoreCase)
    {
        "Disposition-Notification-To", "Errors-To", "Mail-Followup-To", "Mail-Reply-To", "Resent-Cc", "Resent-From", "Resent-Sender", "Resent-To",
        "Return-Receipt-To",
    };

    // Fields whose grammar has no place for encoded words (RFC 2047 5), or whose readers do not expect them.
    private static readonly HashSet<string> s_structured = new(StringComparer.OrdinalIgnoreCase)
    {
        "ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal", "Authentication-Results", "Auto-Submitted", "Content-Language",
        "DKIM-Signature", "Importance", "In-Reply-To", "List-Archive", "List-Help", "List-Owner", "List-Post", "List-Subscribe", "List-Unsubscribe",
        "List-Unsubscribe-Post", "Precedence", "Priority", "Received", "References", "Resent-Date", "Resent-Message-ID", "Return-Path", "X-Priority",
    };

    private readonly List<MailHeader> _others = [];

    /// <summary>Reads and checks the fields.</summary>
    /// <param name="options">The options that hold them; not changed.</param>
    /// <exception cref="ArgumentException">A field can't be given, is given twice, or its value does not fit its grammar.</exception>
    public CustomFields(MailMessageOptions options)
    {
        MessageId = options.MessageId;
        Date = options.Date;
        Sender = options.Sender;
        ReplyTo = [.. options.ReplyTo];
        foreach (var field in options.Headers)
        {
            Check(field);
            Take(field);
        }
    }

    /// <summary>The Message-ID that was given; null for none.</summary>
    public string? MessageId { get; private set; }

    /// <summary>The date that was given; null for none.</summary>
    public DateTimeOffset? Date { get; private set; }

    /// <summary>The sender that was given; null for none.</summary>
    public string? Sender { get; private set; }

    /// <summary>Where answers go to.</summary>
    public IReadOnlyList<string> ReplyTo { get; private set; }

    /// <summary>Whether an address in these fields has no ASCII form.</summary>
    public bool NeedUtf8 => _others
        .Where(header => s_addresses.Contains(header.Name))
        .SelectMany(header => AddressReader.MailboxesOf(AddressReader.Read(header.Value, $"{Parameter}.{header.Name}")))
        .Any(address => !TextRules.IsAscii(address));

    /// <summary>Whether a field of a name is among them.</summary>
    public bool Contains(string name) => _others.Exists(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds the fields to a message's headers.</summary>
    public void AddTo(FieldWriter headers)
    {
        foreach (var field in _others)
        {
            var parameter = $"{Parameter}.{field.Name}";
            if (s_addresses.Contains(field.Name))
            {
                headers.Addresses(field.Name, AddressReader.Read(field.Value, parameter));
            }
            else if (s_structured.Contains(field.Name))
            {
                headers.Structured(field.Name, field.Value, parameter);
            }
            else
            {
                headers.Text(field.Name, TextRules.ForHeader(field.Value, parameter));
            }
        }
    }

    private static void Check(MailHeader field)
    {
        if (!TextRules.IsFieldName(field.Name))
        {
            var visible = string.Concat(field.Name.Select(character => char.IsControl(character) ? '\uFFFD' : character));
            throw TextRules.Refusal(
                Parameter, $"{Parameter}: a field name is printable ASCII without space and colon (RFC 5322 3.6.8); '{visible}' is none.");
        }

        _ = TextRules.ForHeader(field.Value, $"{Parameter}.{field.Name}");
        var why = s_ofParameters.Contains(field.Name) ? $"use the parameter {field.Name}"
            : s_ofBody.Contains(field.Name) ? "it follows from the body and the attachments"
            : s_hidden.Contains(field.Name) ? "it would show hidden recipients to all; use the parameter Bcc"
            : null;
        if (why is not null)
        {
            throw TextRules.Refusal(Parameter, $"{Parameter}: {field.Name} can't be given as a header field: {why}.");
        }
    }

    private static DateTimeOffset ReadDate(string value) =>
        DateUtils.TryParse(value, out var date) || DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out date)
            ? date
            : throw TextRules.Refusal(Parameter, $"{Parameter}: '{value}' is no date such as 'Mon, 02 Nov 2026 10:00:00 +0100' (RFC 5322 3.3).");

    private static ArgumentException Twice(string name) =>
        TextRules.Refusal(Parameter, $"{Parameter}: the message already has a {name}; it can have only one (RFC 5322 3.6).");

    private void Take(MailHeader field)
    {
        var value = field.Value.Trim();
        switch (field.Name.ToUpperInvariant())
        {
            case "MESSAGE-ID":
                MessageId = MessageId is null ? value : throw Twice(field.Name);
                break;
            case "SENDER":
                Sender = Sender is null ? value : throw Twice(field.Name);
                break;
            case "REPLY-TO":
                ReplyTo = ReplyTo.Count == 0 ? [value] : throw Twice(field.Name);
                break;
            case "DATE":
                Date = Date is null ? ReadDate(value) : throw Twice(field.Name);
                break;
            default:
                _others.Add(field);
                break;
        }
    }
}
