using System.Globalization;
using System.Text.RegularExpressions;

namespace SmtpTools.Status;

/// <summary>What can be read from the text of a reply itself: how long to wait, and where to read more.</summary>
internal static class StatusHints
{
    /// <summary>The longest wait that is believed. Senders give up after some days (RFC 5321 4.5.4.1).</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromDays(5);

    /// <summary>Most links that are taken from one reply.</summary>
    public const int MaxLinks = 10;

    // "try again in 300 seconds", "Greylisted for 5 minutes", "come back in 00:04:12", "Retry after: 10m". A number alone is no time.
    private static readonly Lazy<Regex> s_wait = new(() => new Regex(
        @"\b(?:in|after|for|within|wait|least)\b[^\d\n]{0,20}(?:(?<h>\d{1,3}):(?<m>\d{2}):(?<s>\d{2})\b|(?<n>\d{1,6})\s?(?<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    private static readonly Lazy<Regex> s_link = new(() => new Regex(@"https?://[^\s<>""']+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    /// <summary>How long the text asks to wait, or null.</summary>
    public static TimeSpan? RetryAfter(string text)
    {
        var match = s_wait.Value.Match(text);
        if (!match.Success)
        {
            return null;
        }

        var wait = match.Groups["unit"].Success
            ? TimeSpan.FromSeconds(Number(match.Groups["n"]) * SecondsOf(match.Groups["unit"].Value))
            : new TimeSpan(Number(match.Groups["h"]), Number(match.Groups["m"]), Number(match.Groups["s"]));
        return wait > TimeSpan.Zero && wait <= MaxRetryAfter ? wait : null;
    }

    /// <summary>The links in the text, each once, without the punctuation behind them.</summary>
    public static IReadOnlyList<string> Links(string text)
    {
        var links = new List<string>();
        foreach (Match match in s_link.Value.Matches(text))
        {
            var link = match.Value.TrimEnd('.', ',', ';', ':', ')', ']', '!', '?');
            if (!links.Contains(link) && links.Count < MaxLinks)
            {
                links.Add(link);
            }
        }

        return links;
    }

    private static int Number(Group digits) => int.Parse(digits.Value, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double SecondsOf(string unit) => char.ToLowerInvariant(unit[0]) switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        _ => 86400,
    };
}
