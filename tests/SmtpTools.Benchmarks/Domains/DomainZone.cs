using System.Globalization;
using System.Text;

namespace SmtpTools.Benchmarks.Domains;

/// <summary>The zone of the benchmark: many domains, each with a mail exchanger of its own, SPF, DKIM and DMARC.</summary>
internal static class DomainZone
{
    public const string Name = "bench";

    /// <summary>Beyond those that are measured, so many are there for the warm-up of the cmdlet.</summary>
    public const int WarmUp = 2500;

    public static string Domain(int number) => string.Create(CultureInfo.InvariantCulture, $"d{number}.{Name}");

    public static string Host(int number) => "mx." + Domain(number);

    public static string Text(int domains)
    {
        var zone = new StringBuilder($"$ORIGIN {Name}.\n$TTL 3600\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n");
        for (var i = 0; i < domains + WarmUp; i++)
        {
            // The given-up range of RFC 7526 and its 6to4 form belong to nobody, and are not told as special, which a mail exchanger's are not.
            _ = zone.Append(CultureInfo.InvariantCulture, $"""
                d{i} MX 10 mx.d{i}
                d{i} TXT "v=spf1 a:mx.d{i}.{Name} -all"
                _dmarc.d{i} TXT "v=DMARC1; p=reject; rua=mailto:r@d{i}.{Name}"
                default._domainkey.d{i} TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
                mx.d{i} A 192.88.99.{i & 255}
                mx.d{i} AAAA 2002:c058:6301::{i + 1:x}

                """);
        }

        return zone.ToString();
    }
}
