using System.Net;

namespace SmtpTools.Signing;

/// <summary>What a Received field tells of the client (RFC 5321 4.4): its name, and its address in brackets.</summary>
internal sealed class ReceivedField
{
    private ReceivedField(string? helo, IPAddress? address, string by) => (Helo, Address, By) = (helo, address, by);

    /// <summary>What the client called itself; null where it is not told.</summary>
    public string? Helo { get; }

    /// <summary>The client's address; null where it is not told.</summary>
    public IPAddress? Address { get; }

    /// <summary>Who wrote the field.</summary>
    public string By { get; }

    /// <summary>Reads a field.</summary>
    /// <param name="value">Its value, unfolded or not.</param>
    public static ReceivedField Read(string value)
    {
        var words = value.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var by = Array.FindIndex(words, word => word.Equals("by", StringComparison.OrdinalIgnoreCase));
        var server = by >= 0 && by + 1 < words.Length ? words[by + 1].Trim('(', ')', ';') : string.Empty;
        if (words.Length < 2 || !words[0].Equals("from", StringComparison.OrdinalIgnoreCase))
        {
            return new ReceivedField(null, null, server);
        }

        // The last address in brackets is the one that the server saw itself; a client's own name may hold another.
        var client = by < 0 ? words : words.Take(by).ToArray();
        var address = client.Skip(1).Select(AddressIn).LastOrDefault(found => found is not null);
        return new ReceivedField(client.Length > 1 ? client[1] : null, address, server);
    }

    private static IPAddress? AddressIn(string word)
    {
        var start = word.LastIndexOf('[');
        var end = word.IndexOf(']', start + 1);
        if (start < 0 || end < 0)
        {
            return null;
        }

        const string IPv6Tag = "IPv6:";
        var text = word.Substring(start + 1, end - start - 1);
        text = text.StartsWith(IPv6Tag, StringComparison.OrdinalIgnoreCase) ? text.Substring(IPv6Tag.Length) : text;
        return IPAddress.TryParse(text, out var address) ? address : null;
    }
}
