namespace SmtpTools.Spf;

/// <summary>The SPF records among a name's text records (RFC 7208 4.5), and the names that may be asked for them (RFC 7208 4.3).</summary>
internal static class SpfRecordSet
{
    private const int MaxNameLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>The SPF records of an answer.</summary>
    public static IReadOnlyList<string> Select(DnsAnswer<TxtRecord> answer) =>
        answer.Records.Select(static record => record.Text).Where(SpfRecordParser.IsSpf).ToArray();

    /// <summary>Whether a name can be asked for: labels of 1 to 63 printable ASCII characters, spaces among them, 253 in all.</summary>
    public static bool IsAskable(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(static c => c is >= ' ' and <= '~')
        && Array.TrueForAll(name.Split('.'), static label => label.Length is > 0 and <= MaxLabelLength);

    /// <summary>Whether a domain can have an SPF record: it has several labels as well.</summary>
    public static bool IsCheckable(string domain) => IsAskable(domain) && domain.IndexOf('.') > 0 && domain[0] != '[';
}
