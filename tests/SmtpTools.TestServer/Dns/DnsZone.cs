using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SmtpTools.TestServer;

/// <summary>
/// What a <see cref="LoopbackDns"/> knows, read from lines such as
/// <code>
/// example.test             MX    10 mx.example.test
/// mx.example.test   300    A     192.0.2.1
/// example.test             TXT   "v=spf1 " "-all"
/// dead.test                ANY   !DROP
/// odd.test                 MX    !SERVFAIL
/// </code>
/// A line with "!" gives a behaviour (see <see cref="DnsFault"/>; also <c>!DELAY milliseconds</c>), for one type or for ANY.
/// "*" as first label makes a wildcard. A semicolon starts a comment.
/// </summary>
internal sealed partial class DnsZone
{
    internal const int TypeA = 1;
    internal const int TypeNs = 2;
    internal const int TypeCname = 5;
    internal const int TypeSoa = 6;
    internal const int TypeAny = 255;

    private const uint DefaultTimeToLive = 300;

    private static readonly Dictionary<string, int> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["A"] = TypeA, ["NS"] = TypeNs, ["CNAME"] = TypeCname, ["SOA"] = TypeSoa, ["PTR"] = 12, ["MX"] = 15, ["TXT"] = 16, ["AAAA"] = 28,
        ["TLSA"] = 52, ["ANY"] = TypeAny,
    };

    private readonly List<Entry> _entries = [];

    internal static string TypeName(int type) =>
        Types.FirstOrDefault(t => t.Value == type).Key ?? string.Create(CultureInfo.InvariantCulture, $"TYPE{type}");

    /// <summary>Adds the records and behaviours of a zone's text.</summary>
    internal void Add(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var tokens = Tokens(line);
            if (tokens.Count == 0)
            {
                continue;
            }

            try
            {
                _entries.Add(Read(tokens));
            }
            catch (Exception e) when (e is FormatException or ArgumentException or KeyNotFoundException or OverflowException)
            {
                throw new FormatException($"The zone's line \"{line.Trim()}\" cannot be read: {e.Message}", e);
            }
        }
    }

    internal (DnsFault Faults, TimeSpan Delay) BehaviourOf(string name, int type)
    {
        var faults = DnsFault.None;
        var delay = TimeSpan.Zero;
        foreach (var entry in _entries.Where(e => e.Record is null && (e.Type == type || e.Type == TypeAny) && e.Covers(name)))
        {
            faults |= entry.Fault;
            delay += entry.Delay;
        }

        return (faults, delay);
    }

    /// <summary>The records that answer a question, aliases first; and whether the last name of the chain exists.</summary>
    internal (List<DnsResource> Records, string LastName, bool Exists) Lookup(string name, int type, bool followAliases)
    {
        var answer = new List<DnsResource>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (seen.Add(name))
        {
            var here = RecordsOf(name);
            var matching = here.Where(r => r.Type == type).ToList();
            var alias = here.Find(r => r.Type == TypeCname);
            if (alias is null || matching.Count > 0)
            {
                answer.AddRange(matching);
                return (answer, name, here.Count > 0 || HasBelow(name));
            }

            answer.Add(alias);
            name = DnsMessage.ReadName(alias.Data);
            if (!followAliases)
            {
                break;
            }
        }

        return (answer, name, Exists: true);
    }

    private List<DnsResource> RecordsOf(string name)
    {
        var exact = _entries.Where(e => e.Record is not null && Same(e.Name, name)).Select(e => e.Record!).ToList();
        return exact.Count > 0 || HasBelow(name)
            ? exact
            : [.. _entries.Where(e => e.Record is not null && e.Name.StartsWith('*') && e.Covers(name)).Select(e => e.Record! with { Name = name })];
    }

    private bool HasBelow(string name) =>
        _entries.Exists(e => e.Record is not null && e.Name.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static Entry Read(List<string> tokens)
    {
        var name = tokens[0].Length > 1 ? tokens[0].TrimEnd('.') : tokens[0];
        var at = 1;
        if (uint.TryParse(tokens[at], CultureInfo.InvariantCulture, out var ttl))
        {
            at++;
        }
        else
        {
            ttl = DefaultTimeToLive;
        }

        var type = Types[tokens[at++]];
        if (tokens[at].StartsWith('!'))
        {
            return tokens[at] == "!DELAY"
                ? new Entry(name, type, null, DnsFault.None, TimeSpan.FromMilliseconds(int.Parse(tokens[at + 1], CultureInfo.InvariantCulture)))
                : new Entry(name, type, null, Enum.Parse<DnsFault>(tokens[at][1..], ignoreCase: true), TimeSpan.Zero);
        }

        return new Entry(name, type, new DnsResource(name, type, ttl, Data(type, tokens[at..])), DnsFault.None, TimeSpan.Zero);
    }

    private static byte[] Data(int type, List<string> fields)
    {
        var data = new List<byte>();
        switch (TypeName(type))
        {
            case "A" or "AAAA":
                data.AddRange(IPAddress.Parse(fields[0]).GetAddressBytes());
                break;
            case "MX":
                var preference = ushort.Parse(fields[0], CultureInfo.InvariantCulture);
                data.AddRange([(byte)(preference >> 8), (byte)preference, .. DnsMessage.NameOctets(fields[1])]);
                break;
            case "CNAME" or "PTR" or "NS":
                data.AddRange(DnsMessage.NameOctets(fields[0]));
                break;
            case "SOA":
                data.AddRange([.. DnsMessage.NameOctets(fields[0]), .. DnsMessage.NameOctets(fields[1])]);
                foreach (var number in fields.Skip(2).Take(5).Select(field => uint.Parse(field, CultureInfo.InvariantCulture)))
                {
                    data.AddRange([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
                }

                break;
            case "TXT":
                foreach (var octets in fields.Select(Octets))
                {
                    data.AddRange([checked((byte)octets.Length), .. octets]);
                }

                break;
            case "TLSA":
                data.AddRange([.. fields.Take(3).Select(f => byte.Parse(f, CultureInfo.InvariantCulture)), .. Convert.FromHexString(string.Concat(fields.Skip(3)))]);
                break;
            default:
                throw new FormatException($"{TypeName(type)} records cannot be written.");
        }

        return [.. data];
    }

    // \DDD is an octet, as in a zone file (RFC 1035 5.1); other characters are written in UTF-8.
    private static byte[] Octets(string text)
    {
        var octets = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && byte.TryParse(text.AsSpan(i + 1, 3), CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                i += 3;
            }
            else if (text[i] != '\\' || ++i < text.Length)
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            }
        }

        return [.. octets];
    }

    private static List<string> Tokens(string line) =>
        [.. TokenPattern().Matches(line).Select(m => m.Groups["quoted"].Success ? m.Groups["quoted"].Value : m.Value).TakeWhile(t => !t.StartsWith(';'))];

    [GeneratedRegex("\"(?<quoted>(\\\\.|[^\"\\\\])*)\"|[^\\s\"]+")]
    private static partial Regex TokenPattern();

    private sealed record Entry(string Name, int Type, DnsResource? Record, DnsFault Fault, TimeSpan Delay)
    {
        internal bool Covers(string name) => Name.StartsWith('*')
            ? Name.Length == 1 || name.EndsWith(Name[1..], StringComparison.OrdinalIgnoreCase)
            : Same(Name, name);
    }
}
