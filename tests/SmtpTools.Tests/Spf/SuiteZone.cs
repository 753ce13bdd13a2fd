using System.Globalization;
using System.Net;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace SmtpTools.Tests.Spf;

/// <summary>
/// The zone data of the public suite as DNS. A name's entries are looked at in order: one that is TIMEOUT ends the search of a type that has
/// not come before it. Entries of the type SPF stand for TXT where a name has no TXT entry.
/// </summary>
internal sealed class SuiteZone : IMailDns
{
    private readonly Dictionary<string, List<(string Type, YamlNode? Value)>> _names = new(StringComparer.OrdinalIgnoreCase);

    public SuiteZone(YamlMappingNode data)
    {
        foreach (var (name, list) in data.Children)
        {
            var entries = new List<(string Type, YamlNode? Value)>();
            foreach (var item in (YamlSequenceNode)list)
            {
                entries.Add(item is YamlMappingNode { Children: var children } ? (children.First().Key.ToString(), children.First().Value) : ("TIMEOUT", null));
            }

            if (!entries.Exists(entry => entry.Type == "TXT"))
            {
                entries = entries.ConvertAll(entry => entry.Type == "SPF" ? ("TXT", entry.Value) : entry);
            }

            _ = entries.RemoveAll(entry => entry.Type == "SPF" || (entry.Type == "TXT" && entry.Value is YamlScalarNode { Value: "NONE" }));
            _names.Add(((YamlScalarNode)name).Value!, entries);
        }
    }

    public DnsAnswer<TRecord> Query<TRecord>(string name, CancellationToken cancellationToken = default)
        where TRecord : DnsRecord
    {
        var type = DnsRecord.TypeOf<TRecord>().ToString().ToUpperInvariant();
        var aliases = new List<CnameRecord>();
        var current = name.TrimEnd('.');
        while (true)
        {
            if (!_names.TryGetValue(current, out var entries))
            {
                return Answer<TRecord>(name, DnsOutcome.NxDomain, aliases, []);
            }

            var records = new List<TRecord>();
            string? alias = null;
            foreach (var (entryType, value) in entries)
            {
                if (entryType == "TIMEOUT" && records.Count == 0)
                {
                    return Answer<TRecord>(name, DnsOutcome.Timeout, aliases, []);
                }

                if (entryType == type)
                {
                    if (value is YamlScalarNode { Value: "TIMEOUT" })
                    {
                        return Answer<TRecord>(name, DnsOutcome.Timeout, aliases, []);
                    }

                    records.Add((TRecord)Record(entryType, current, value!));
                }
                else if (entryType == "CNAME")
                {
                    alias = value!.ToString();
                }
            }

            if (records.Count > 0 || alias is null)
            {
                return Answer(name, records.Count > 0 ? DnsOutcome.Found : DnsOutcome.NoData, aliases, records);
            }

            if (aliases.Count > 8)
            {
                return Answer<TRecord>(name, DnsOutcome.ServerFailure, aliases, []);
            }

            aliases.Add(new CnameRecord(current, TimeSpan.Zero, alias));
            current = alias;
        }
    }

    private static DnsRecord Record(string type, string name, YamlNode value) => type switch
    {
        "A" => new ARecord(name, TimeSpan.Zero, IPAddress.Parse(value.ToString())),
        "AAAA" => new AaaaRecord(name, TimeSpan.Zero, IPAddress.Parse(value.ToString())),
        "PTR" => new PtrRecord(name, TimeSpan.Zero, value.ToString()),
        "MX" => new MxRecord(name, TimeSpan.Zero, int.Parse(((YamlSequenceNode)value)[0].ToString(), CultureInfo.InvariantCulture), Host(((YamlSequenceNode)value)[1])),
        "TXT" => new TxtRecord(name, TimeSpan.Zero, value is YamlSequenceNode list ? [.. list.Select(Octets)] : [Octets(value)]),
        _ => throw new NotSupportedException(type),
    };

    private static string Host(YamlNode value) => value.ToString() is { Length: > 0 } host ? host : ".";

    // The suite writes octets as characters of that number.
    private static byte[] Octets(YamlNode value) => Encoding.Latin1.GetBytes(((YamlScalarNode)value).Value ?? string.Empty);

    private static DnsAnswer<TRecord> Answer<TRecord>(string name, DnsOutcome outcome, List<CnameRecord> aliases, List<TRecord> records)
        where TRecord : DnsRecord => new() { Name = name, Outcome = outcome, Aliases = aliases, Records = records, Error = outcome.ToString() };
}
