namespace SmtpTools;

/// <summary>The hosts of one preference: a sender tries them as one, in random order, before it goes on to the next preference (RFC 5321 5.1).</summary>
public sealed class MailExchangerGroup
{
    internal MailExchangerGroup(int preference, IEnumerable<MailExchanger> exchangers)
    {
        Preference = preference;
        Hosts = exchangers.Select(static exchanger => exchanger.Host).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
    }

    /// <summary>The preference, 0 to 65535. Lower is tried first.</summary>
    public int Preference { get; }

    /// <summary>The hosts' names in ASCII, by name.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>The preference and the hosts.</summary>
    /// <returns>Such as <c>10 mx1.example.com, mx2.example.com</c>.</returns>
    public override string ToString() => $"{Preference} {string.Join(", ", Hosts)}";
}
