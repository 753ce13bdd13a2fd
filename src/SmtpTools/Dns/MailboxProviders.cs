using System.Text;

namespace SmtpTools.Dns;

/// <summary>Who runs a mail exchanger, told by its name. The names are in mailbox-providers.txt.</summary>
internal static class MailboxProviders
{
    private static readonly Lazy<Dictionary<string, string>> s_bySuffix = new(Read);

    /// <summary>The provider whose hosts end in the same labels; null for one that is not known.</summary>
    internal static string? Find(string host)
    {
        for (var at = 0; at >= 0; at = host.IndexOf('.', at) is var dot and >= 0 ? dot + 1 : -1)
        {
            if (s_bySuffix.Value.TryGetValue(host.Substring(at), out var provider))
            {
                return provider;
            }
        }

        return null;
    }

    private static Dictionary<string, string> Read()
    {
        const string Name = "SmtpTools.Dns.mailbox-providers.txt";
        var bySuffix = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using var reader = new StreamReader(typeof(MailboxProviders).Assembly.GetManifestResourceStream(Name)!, Encoding.UTF8);
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var blank = line.IndexOf(' ');
                bySuffix.Add(line.Substring(0, blank), line.Substring(blank).Trim());
            }
        }

        return bySuffix;
    }
}
