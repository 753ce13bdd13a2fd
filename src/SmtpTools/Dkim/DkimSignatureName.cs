using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>Where a signature says that its key is (RFC 6376 3.5): the tags d and s of a DKIM-Signature field.</summary>
/// <param name="Domain">The signing domain.</param>
/// <param name="Selector">The selector.</param>
public sealed record DkimSignatureName(string Domain, string Selector)
{
    /// <summary>The name of the field.</summary>
    public const string FieldName = "DKIM-Signature";

    /// <summary>The most signatures of one message that are looked at (RFC 6376 8.4).</summary>
    public const int MaxSignatures = 20;

    /// <summary>Reads a message's signatures. Fields that name no domain or selector are left out.</summary>
    /// <param name="fields">The values of the message's DKIM-Signature fields.</param>
    /// <returns>Domain and selector of each, each pair once.</returns>
    public static IReadOnlyList<DkimSignatureName> Read(IEnumerable<string> fields)
    {
        var names = new List<DkimSignatureName>();
        foreach (var field in (fields ?? throw new ArgumentNullException(nameof(fields))).Take(MaxSignatures))
        {
            var tags = TagList.Parse(field);
            if (tags["d"] is { Value.Length: > 0 } domain && tags["s"] is { Value.Length: > 0 } selector)
            {
                names.Add(new DkimSignatureName(domain.Value.ToLowerInvariant(), selector.Value.ToLowerInvariant()));
            }
        }

        return names.Distinct().ToArray();
    }
}
