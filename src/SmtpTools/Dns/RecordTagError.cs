namespace SmtpTools;

/// <summary>Something that is wrong with a tag of a record.</summary>
/// <param name="Position">Where the tag starts in the record, from 0.</param>
/// <param name="Tag">The tag as written.</param>
/// <param name="Message">What is wrong, as a sentence with the section.</param>
public sealed record RecordTagError(int Position, string Tag, string Message)
{
    /// <summary>The place and what is wrong there.</summary>
    /// <returns>Such as <c>at 10, "p=nothing": ...</c>.</returns>
    public override string ToString() => $"at {Position}, \"{Tag}\": {Message}";
}
