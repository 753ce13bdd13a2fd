namespace SmtpTools;

/// <summary>A place where a record breaks the grammar (RFC 7208 12).</summary>
/// <param name="Position">Where in the record, from 0.</param>
/// <param name="Term">The term that it is in, as written.</param>
/// <param name="Message">What is wrong, as a sentence with the section.</param>
public sealed record SpfSyntaxError(int Position, string Term, string Message)
{
    /// <summary>The place and what is wrong there.</summary>
    /// <returns>Such as <c>at 7, "ip4:192.0.2": ...</c>.</returns>
    public override string ToString() => $"at {Position}, \"{Term}\": {Message}";
}
