using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Protocol;

/// <summary>The lines of XCLIENT and XFORWARD: a verb and attributes, their values as xtext, in as many lines as it takes.</summary>
internal static class AttributeCommand
{
    /// <summary>Most octets of a line with its CRLF.</summary>
    public const int MaxLineLength = 512;

    /// <summary>Most characters of a value before its encoding; what is told is names, addresses and ids.</summary>
    private const int MaxValueLength = 255;

    private const string Ipv6Tag = "IPV6:";

    /// <summary>Those that have a value.</summary>
    public static IEnumerable<(string Name, string Value)> Pairs(params (string Name, string? Value)[] all) =>
        all.Where(static pair => pair.Value is not null).Select(static pair => (pair.Name, pair.Value!));

    /// <summary>The lines.</summary>
    /// <param name="verb">XCLIENT or XFORWARD.</param>
    /// <param name="attributes">The attributes, at least one.</param>
    /// <exception cref="ArgumentException">There is no attribute, or one is too long for a line.</exception>
    public static List<string> Lines(string verb, IEnumerable<(string Name, string Value)> attributes)
    {
        var lines = new List<string>();
        var line = verb;
        foreach (var (name, value) in attributes)
        {
            var word = $" {name}={Xtext.Encode(value)}";
            if (verb.Length + word.Length + 2 > MaxLineLength)
            {
                throw new ArgumentException($"The value of {name} is too long for a line of {MaxLineLength} octets.");
            }

            if (line.Length + word.Length + 2 > MaxLineLength)
            {
                lines.Add(line);
                line = verb;
            }

            line += word;
        }

        if (line.Length == verb.Length)
        {
            throw new ArgumentException($"{verb} tells nothing: give at least one attribute.");
        }

        lines.Add(line);
        return lines;
    }

    public static string? Text(string? value) => value is null or { Length: > 0 and <= MaxValueLength }
        ? value
        : throw new ArgumentException($"The value of an attribute has 1 to {MaxValueLength} characters; {XClientAttributes.Unavailable} stands for none.");

    public static string? Address(string? value)
    {
        if (value is null || IsUnavailable(value))
        {
            return value;
        }

        var plain = value.StartsWith(Ipv6Tag, StringComparison.OrdinalIgnoreCase) ? value.Substring(Ipv6Tag.Length) : value;
        return IPAddress.TryParse(plain, out var address)
            ? (address.AddressFamily == AddressFamily.InterNetworkV6 ? Ipv6Tag : string.Empty) + address
            : throw new ArgumentException($"'{value}' is neither an IP address nor {XClientAttributes.Unavailable}.");
    }

    public static string? Port(string? value) =>
        value is null || IsUnavailable(value) || (ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
            ? value
            : throw new ArgumentException($"'{value}' is neither a port from 1 to 65535 nor {XClientAttributes.Unavailable}.");

    public static string? OneOf(string? value, params string[] allowed) =>
        value is null || IsUnavailable(value) ? value
        : allowed.FirstOrDefault(word => string.Equals(word, value, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"'{value}' is none of {string.Join(", ", allowed)}.");

    private static bool IsUnavailable(string value) => string.Equals(value, XClientAttributes.Unavailable, StringComparison.OrdinalIgnoreCase);
}
