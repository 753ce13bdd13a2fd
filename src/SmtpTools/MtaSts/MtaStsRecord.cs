namespace SmtpTools;

/// <summary>The TXT record that tells of an MTA-STS policy and of its changes (RFC 8461 3.1).</summary>
public sealed class MtaStsRecord
{
    internal MtaStsRecord(string text, string id, IReadOnlyList<string> extensions)
    {
        Text = text;
        Id = id;
        Extensions = extensions;
    }

    /// <summary>The record as published.</summary>
    public string Text { get; }

    /// <summary>The policy's id; senders fetch the policy again when it has changed.</summary>
    public string Id { get; }

    /// <summary>Fields that the standard does not know, as published.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>The record as published.</summary>
    /// <returns>Such as <c>v=STSv1; id=20160831085700Z;</c>.</returns>
    public override string ToString() => Text;
}
