namespace SmtpTools;

/// <summary>One <c>tag=value</c> of a record in the syntax of RFC 6376 3.2, which DKIM and DMARC share.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="Value">The value without white space around it.</param>
/// <param name="Position">Where the tag starts in the record, from 0.</param>
public sealed record RecordTag(string Name, string Value, int Position)
{
    /// <summary>The tag.</summary>
    /// <returns>Such as <c>p=none</c>.</returns>
    public override string ToString() => $"{Name}={Value}";
}
