namespace SmtpTools;

/// <summary>One header field of a message or of a part (RFC 5322 2.2): its name and its value as text.</summary>
public sealed class MailHeader
{
    /// <summary>Makes a header field.</summary>
    /// <param name="name">The name, without colon.</param>
    /// <param name="value">The value as people read it: unfolded, encoded words decoded.</param>
    public MailHeader(string name, string value)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        Value = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The name, as written.</summary>
    public string Name { get; }

    /// <summary>The value as people read it: unfolded, encoded words (RFC 2047) decoded.</summary>
    public string Value { get; }

    /// <summary>Name, colon and value.</summary>
    public override string ToString() => $"{Name}: {Value}";
}
