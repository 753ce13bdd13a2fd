using System.Net;
using SmtpTools.Authentication;

namespace SmtpTools;

/// <summary>What one Received field tells: who wrote it, and of whom it had the message (RFC 5321 4.4).</summary>
public sealed class ReceivedHop
{
    private ReceivedHop()
    {
    }

    /// <summary>Which Received field of the message it is, from 1 for the topmost.</summary>
    public int Number { get; private set; }

    /// <summary>What the client called itself in HELO or EHLO; null where it is not told. Nobody vouches for it.</summary>
    public string? Helo { get; private set; }

    /// <summary>The client's address as the server saw it; null where it is not told.</summary>
    public string? Address { get; private set; }

    /// <summary>The server that wrote the field, by its own word; null where it is not told.</summary>
    public string? By { get; private set; }

    /// <summary>Whether the field names a client at all: without, it tells of a step within one server.</summary>
    public bool NamesClient { get; private set; }

    /// <summary>Whether the field was written by a server whose word is taken.</summary>
    public bool IsTrusted { get; internal set; }

    /// <summary>Where the field stands among all header fields, from 0.</summary>
    internal int Position { get; private set; }

    /// <summary>Reads a field.</summary>
    /// <param name="value">Its value, unfolded or not.</param>
    /// <param name="number">Which Received field it is.</param>
    /// <param name="position">Which header field it is.</param>
    internal static ReceivedHop Read(string value, int number, int position)
    {
        var words = ReceivedText.WordsOf(value);
        var namesClient = words.Count > 1 && words[0].IsText("from") && !words[1].IsComment;

        // The word after "from" is the client's own, even where it is "by".
        var by = words.FindIndex(namesClient ? 2 : 0, word => word.IsText("by"));
        var comments = words.Take(by < 0 ? words.Count : by).Where(word => word.IsComment).Select(word => word.Text).ToList();
        return new ReceivedHop
        {
            Number = number,
            Position = position,
            NamesClient = namesClient,
            By = by >= 0 && by + 1 < words.Count && !words[by + 1].IsComment ? words[by + 1].Text.TrimEnd('.') : null,
            Helo = namesClient ? ReceivedText.HeloOf(words[1].Text, comments) : null,
            Address = namesClient ? ReceivedText.AddressOf(words[1].Text, comments)?.ToString() : null,
        };
    }

    /// <summary>The client's address, read.</summary>
    internal IPAddress? ClientAddress => Address is null ? null : IPAddress.Parse(Address);

    /// <summary>The server and its client.</summary>
    /// <returns>Such as <c>2: mx.example.org from mail.example.com [192.0.2.1]</c>.</returns>
    public override string ToString() => $"{Number}: {By ?? "unknown"}{(NamesClient ? $" from {Helo} [{Address ?? "unknown"}]" : string.Empty)}";
}
