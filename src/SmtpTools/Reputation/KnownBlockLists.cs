namespace SmtpTools.Reputation;

/// <summary>Lists whose answer codes are known here, by their operators' own pages.</summary>
internal static class KnownBlockLists
{
    private static readonly Dictionary<string, string> s_spamhaus = new()
    {
        ["127.0.0.2"] = "SBL: a source of spam, or a spammer's network",
        ["127.0.0.3"] = "SBL CSS: a source of spam, listed automatically",
        ["127.0.0.4"] = "XBL: taken over by malware, or an open proxy",
        ["127.0.0.9"] = "SBL DROP: a network in criminal hands",
        ["127.0.0.10"] = "PBL: its network's owner says that no mail comes from here",
        ["127.0.0.11"] = "PBL: a network of end users, as Spamhaus sees it",
    };

    private static readonly Dictionary<string, string> s_droneBl = new()
    {
        ["127.0.0.3"] = "IRC drone",
        ["127.0.0.5"] = "bottler",
        ["127.0.0.6"] = "worm or spam bot",
        ["127.0.0.7"] = "takes part in denial of service",
        ["127.0.0.8"] = "open SOCKS proxy",
        ["127.0.0.9"] = "open HTTP proxy",
        ["127.0.0.10"] = "proxy chain",
        ["127.0.0.11"] = "web page proxy",
        ["127.0.0.12"] = "open DNS resolver",
        ["127.0.0.13"] = "guesses passwords",
        ["127.0.0.14"] = "open Wingate proxy",
        ["127.0.0.15"] = "router taken over",
        ["127.0.0.16"] = "worm",
        ["127.0.0.17"] = "part of a botnet",
    };

    public static IReadOnlyList<DnsBlockList> All { get; } =
    [
        new("zen.spamhaus.org", "https://check.spamhaus.org/", s_spamhaus),
        new("sbl.spamhaus.org", "https://check.spamhaus.org/", s_spamhaus),
        new("xbl.spamhaus.org", "https://check.spamhaus.org/", s_spamhaus),
        new("pbl.spamhaus.org", "https://check.spamhaus.org/", s_spamhaus),
        new("bl.spamcop.net", "https://www.spamcop.net/bl.shtml", Single("reported as a source of spam")),
        new("psbl.surriel.com", "https://psbl.org/", Single("sent mail to a spam trap")),
        new("dnsbl.dronebl.org", "https://dronebl.org/lookup", s_droneBl),
        new("b.barracudacentral.org", "https://www.barracudacentral.org/lookups", Single("a source of spam")),
    ];

    // Barracuda's wants each resolver to be registered.
    public static IReadOnlyList<DnsBlockList> Default { get; } =
        [.. All.Where(static list => list.Zone is "zen.spamhaus.org" or "bl.spamcop.net" or "psbl.surriel.com" or "dnsbl.dronebl.org")];

    private static Dictionary<string, string> Single(string meaning) => new() { ["127.0.0.2"] = meaning };
}
