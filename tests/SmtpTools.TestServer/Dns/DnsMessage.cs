using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SmtpTools.TestServer;

/// <summary>Reads questions and writes answers (RFC 1035 4, RFC 6891), for the server's side.</summary>
internal static class DnsMessage
{
    internal const int HeaderLength = 12;
    internal const int PlainSize = 512;

    private const int TypeOpt = 41;

    /// <summary>Reads a message of one question; null for anything else.</summary>
    internal static DnsQuestion? ReadQuestion(ReadOnlySpan<byte> message, bool isTcp, int clientPort)
    {
        if (message.Length < HeaderLength || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1)
        {
            return null;
        }

        var flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        var name = ReadName(message[HeaderLength..], out var length);
        var at = HeaderLength + length;
        var type = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
        at += 4;

        var size = 0;
        var wantsDnssec = (flags & 0x20) != 0;
        if (BinaryPrimitives.ReadUInt16BigEndian(message[10..]) > 0 && message[at] == 0 && BinaryPrimitives.ReadUInt16BigEndian(message[(at + 1)..]) == TypeOpt)
        {
            size = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 3)..]);
            wantsDnssec |= (message[at + 7] & 0x80) != 0;
        }

        return new DnsQuestion(
            name, type, isTcp, size, wantsDnssec, (flags & 0x100) != 0, BinaryPrimitives.ReadUInt16BigEndian(message), clientPort);
    }

    /// <summary>Writes an answer.</summary>
    internal static byte[] WriteAnswer(
        DnsQuestion question, int responseCode, bool authentic, bool truncated, IReadOnlyList<DnsResource> answers, IReadOnlyList<DnsResource> authorities)
    {
        var message = new List<byte>();
        Add16(message, question.Id);
        Add16(message, 0x8080 | (question.RecursionDesired ? 0x100 : 0) | (truncated ? 0x200 : 0) | (authentic ? 0x20 : 0) | responseCode);
        Add16(message, 1);
        Add16(message, answers.Count);
        Add16(message, authorities.Count);
        Add16(message, question.EdnsSize > 0 ? 1 : 0);
        message.AddRange(NameOctets(question.Name));
        Add16(message, question.Type);
        Add16(message, 1);
        foreach (var record in answers.Concat(authorities))
        {
            if (string.Equals(record.Name, question.Name, StringComparison.OrdinalIgnoreCase))
            {
                // A pointer to the question's name (RFC 1035 4.1.4).
                Add16(message, 0xC000 | HeaderLength);
            }
            else
            {
                message.AddRange(NameOctets(record.Name));
            }

            Add16(message, record.Type);
            Add16(message, 1);
            Add16(message, (int)(record.TimeToLive >> 16));
            Add16(message, (int)(record.TimeToLive & 0xFFFF));
            Add16(message, record.Data.Length);
            message.AddRange(record.Data);
        }

        if (question.EdnsSize > 0)
        {
            message.AddRange([0, 0, TypeOpt, 0x04, 0xD0, 0, 0, question.WantsDnssec ? (byte)0x80 : (byte)0, 0, 0, 0]);
        }

        return [.. message];
    }

    /// <summary>The zone's SOA record that goes with an absence (RFC 2308 2); its MINIMUM is the last field.</summary>
    internal static DnsResource Soa(string zone, uint timeToLive, uint minimum)
    {
        var data = new List<byte>([.. NameOctets("ns." + zone), .. NameOctets("hostmaster." + zone)]);
        foreach (var field in new uint[] { 1, 3600, 600, 86400, minimum })
        {
            Add16(data, (int)(field >> 16));
            Add16(data, (int)(field & 0xFFFF));
        }

        return new DnsResource(zone, DnsZone.TypeSoa, timeToLive, [.. data]);
    }

    /// <summary>A name in labels with lengths. \DDD is an octet and \X the character X (RFC 1035 5.1).</summary>
    internal static byte[] NameOctets(string name)
    {
        var octets = new List<byte>();
        var label = new List<byte>();
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '.')
            {
                EndLabel();
            }
            else if (name[i] == '\\' && i + 3 < name.Length && byte.TryParse(name.AsSpan(i + 1, 3), CultureInfo.InvariantCulture, out var octet))
            {
                label.Add(octet);
                i += 3;
            }
            else
            {
                label.Add((byte)(name[i] == '\\' ? name[++i] : name[i]));
            }
        }

        EndLabel();
        octets.Add(0);
        return [.. octets];

        void EndLabel()
        {
            if (label.Count > 0)
            {
                octets.Add((byte)label.Count);
                octets.AddRange(label);
                label.Clear();
            }
        }
    }

    internal static string ReadName(ReadOnlySpan<byte> octets) => ReadName(octets, out _);

    private static string ReadName(ReadOnlySpan<byte> octets, out int length)
    {
        var name = new StringBuilder();
        var at = 0;
        while (octets[at] is > 0 and <= 63)
        {
            _ = name.Append(name.Length > 0 ? "." : string.Empty).Append(Encoding.Latin1.GetString(octets.Slice(at + 1, octets[at])));
            at += octets[at] + 1;
        }

        length = at + 1;
        return name.Length == 0 ? "." : name.ToString();
    }

    private static void Add16(List<byte> message, int value) => message.AddRange([(byte)(value >> 8), (byte)value]);
}
