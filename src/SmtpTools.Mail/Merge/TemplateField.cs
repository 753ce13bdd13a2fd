namespace SmtpTools.Merge;

/// <summary>One header field of a template: its name, and its value as text to fill in.</summary>
/// <param name="name">The name as written.</param>
/// <param name="value">The value.</param>
internal sealed class TemplateField(string name, LiquidText value)
{
    /// <summary>The name as written.</summary>
    public string Name => name;

    /// <summary>The name in the form that is compared: upper case without hyphens, so that Reply-To and ReplyTo are one.</summary>
    public string Key { get; } = name.Replace("-", string.Empty).ToUpperInvariant();

    /// <summary>The value.</summary>
    public LiquidText Value => value;
}
