using System.Text;
using Wire = DnsClient.Protocol;

namespace SmtpTools.Mail.Dns;

/// <summary>Turns DnsClient's records into ours.</summary>
internal static class WireRecords
{
    /// <summary>Our record for one of DnsClient's; null for a type that mail does not ask for.</summary>
    /// <param name="record">DnsClient's record.</param>
    /// <param name="asked">The name that was asked for, of which nearly all records are: it is not copied for each.</param>
    internal static DnsRecord? Read(Wire.DnsResourceRecord record, string asked)
    {
        var owner = record.DomainName.Original;
        var name = owner.Length == asked.Length + 1 && owner[asked.Length] == '.' && owner.StartsWith(asked, StringComparison.Ordinal) ? asked : Trimmed(owner);
        var ttl = TimeToLive(record);
        return record switch
        {
            Wire.ARecord a => new ARecord(name, ttl, a.Address),
            Wire.AaaaRecord aaaa => new AaaaRecord(name, ttl, aaaa.Address),
            Wire.CNameRecord cname => new CnameRecord(name, ttl, Name(cname.CanonicalName)),
            Wire.MxRecord mx => new MxRecord(name, ttl, mx.Preference, Name(mx.Exchange)),
            Wire.PtrRecord ptr => new PtrRecord(name, ttl, Name(ptr.PtrDomainName)),
            Wire.NsRecord ns => new NsRecord(name, ttl, Name(ns.NSDName)),
            Wire.SoaRecord soa => new SoaRecord(
                name, ttl, Name(soa.MName), Name(soa.RName), soa.Serial, Seconds(soa.Refresh), Seconds(soa.Retry), Seconds(soa.Expire), Seconds(soa.Minimum)),
            Wire.TlsaRecord tlsa => new TlsaRecord(
                name, ttl, (byte)tlsa.CertificateUsage, (byte)tlsa.Selector, (byte)tlsa.MatchingType, [.. tlsa.CertificateAssociationData]),
            Wire.TxtRecord { RecordType: Wire.ResourceRecordType.TXT } txt => new TxtRecord(name, ttl, Strings(txt)),
            _ => null,
        };
    }

    // The library holds the ASCII form of a record's owner as "original", and that of a name within the record's data as "value",
    // there with special octets escaped as in a zone file (RFC 1035 5.1).
    private static string Name(DnsClient.DnsString name) => Trimmed(name.Value);

    private static string Trimmed(string name) =>
        name.Length == 0 ? "." : name.Length > 1 && name[name.Length - 1] == '.' ? name.Substring(0, name.Length - 1) : name;

    // RFC 2181 8: with its highest bit set, a time to live is zero.
    private static TimeSpan TimeToLive(Wire.DnsResourceRecord record) => TimeSpan.FromSeconds(Math.Max(0, record.InitialTimeToLive));

    private static TimeSpan Seconds(uint seconds) => TimeSpan.FromSeconds(seconds);

    private static byte[][] Strings(Wire.TxtRecord record)
    {
        var text = record.Text.ToArray();
        var escaped = record.EscapedText.ToArray();
        var strings = new byte[text.Length][];
        for (var i = 0; i < text.Length; i++)
        {
            // DnsClient keeps no octets. What it could read as UTF-8 gives them back exactly; where it put in U+FFFD, the
            // escaped form has them.
            strings[i] = text[i].IndexOf('\uFFFD') < 0 ? Encoding.UTF8.GetBytes(text[i]) : Unescape(escaped[i]);
        }

        return strings;
    }

    private static byte[] Unescape(string escaped)
    {
        var octets = new List<byte>(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == '\\' && i + 3 < escaped.Length && Octet(escaped.Substring(i + 1, 3)) is { } octet)
            {
                octets.Add(octet);
                i += 3;
            }
            else if (escaped[i] == '\\' && i + 1 < escaped.Length && escaped[i + 1] == '"')
            {
                octets.Add((byte)'"');
                i++;
            }
            else
            {
                octets.Add((byte)escaped[i]);
            }
        }

        return [.. octets];
    }

    private static byte? Octet(string digits) =>
        digits.All(c => c is >= '0' and <= '9') && int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) is var value and (< 32 or > 126 and < 256)
            ? (byte)value
            : null;
}
