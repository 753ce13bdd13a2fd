namespace SmtpTools;

/// <summary>One answer code of a block list, and what its operator says that it means.</summary>
/// <param name="Code">The address that is answered, as in <c>127.0.0.2</c>.</param>
/// <param name="Meaning">What it means; null where that is not known here.</param>
public sealed record DnsBlockListCode(string Code, string? Meaning)
{
    /// <summary>The code and its meaning.</summary>
    /// <returns>Such as <c>127.0.0.10 (PBL: the network's owner says that no mail comes from here)</c>.</returns>
    public override string ToString() => Meaning is null ? Code : $"{Code} ({Meaning})";
}
