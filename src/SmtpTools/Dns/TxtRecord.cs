using System.Text;

namespace SmtpTools;

/// <summary>A text record (RFC 1035 3.3.14): one or more strings of at most 255 octets each.</summary>
/// <param name="Name">The owner's name.</param>
/// <param name="TimeToLive">How long the record may be kept.</param>
/// <param name="Strings">The strings' octets, one array for each string, in the order in which they stand in the record.</param>
public sealed record TxtRecord(string Name, TimeSpan TimeToLive, IReadOnlyList<byte[]> Strings) : DnsRecord(Name, TimeToLive)
{
    /// <summary>
    /// The strings joined without anything between them, as SPF (RFC 7208 3.3), DKIM (RFC 6376 3.6.2.2) and their like read a
    /// record. Read as UTF-8 after joining, since a string may end within a character; octets that are none become U+FFFD.
    /// </summary>
    public string Text { get; } = Join(Strings);

    private static string Join(IReadOnlyList<byte[]> strings)
    {
        if (strings.Count == 1)
        {
            return Encoding.UTF8.GetString(strings[0]);
        }

        var octets = new byte[strings.Sum(s => s.Length)];
        var at = 0;
        foreach (var s in strings)
        {
            s.CopyTo(octets, at);
            at += s.Length;
        }

        return Encoding.UTF8.GetString(octets);
    }
}
