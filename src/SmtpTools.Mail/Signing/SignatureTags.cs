using System.Globalization;

namespace SmtpTools.Signing;

/// <summary>The tags of a DKIM-Signature (RFC 6376 3.2, 3.5), read; what is wrong with them is told by the first fault.</summary>
internal sealed class SignatureTags
{
    /// <summary>Most header fields that a signature may name: more are a burden and not a signature (RFC 6376 8.4).</summary>
    public const int MaxHeaders = 500;

    private const int MaxTags = 50;

    private readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);

    /// <summary>Reads the value of the field.</summary>
    public SignatureTags(string value)
    {
        foreach (var piece in value.Split(';'))
        {
            var equals = piece.IndexOf('=');
            if (piece.Trim().Length == 0)
            {
                continue;
            }

            var name = equals < 0 ? string.Empty : piece.Substring(0, equals).Trim();
            if (name.Length == 0 || _tags.Count == MaxTags)
            {
                Fault ??= $"\"{piece.Trim()}\" is no tag (RFC 6376 3.2).";
            }
            else if (_tags.ContainsKey(name))
            {
                Fault ??= $"The tag {name} comes twice (RFC 6376 3.2).";
            }
            else
            {
                _tags.Add(name, piece.Substring(equals + 1).Trim());
            }
        }

        Headers = Bare("h")?.Split(':') ?? [];
        Signed = Time("t");
        Expires = Time("x");
        Check();
    }

    /// <summary>What is wrong; null for nothing.</summary>
    public string? Fault { get; private set; }

    public string? Domain => Bare("d");

    public string? Selector => Bare("s");

    public string? Identity => this["i"];

    public string? Algorithm => Bare("a")?.ToLowerInvariant();

    public string? BodyHash => Bare("bh");

    public string? Signature => Bare("b");

    public IReadOnlyList<string> Headers { get; }

    public DateTimeOffset? Signed { get; }

    public DateTimeOffset? Expires { get; }

    /// <summary>The octets of the body that are signed; null for all.</summary>
    public long? Length { get; private set; }

    public bool IsHeaderRelaxed { get; private set; }

    public bool IsBodyRelaxed { get; private set; }

    public string Canonicalization => $"{(IsHeaderRelaxed ? "relaxed" : "simple")}/{(IsBodyRelaxed ? "relaxed" : "simple")}";

    private string? this[string name] => _tags.TryGetValue(name, out var value) ? value : null;

    // Folding white space may stand anywhere within these (RFC 6376 3.2).
    private string? Bare(string name) => this[name] is { } value ? new string([.. value.Where(character => character is not (' ' or '\t' or '\r' or '\n'))]) : null;

    private DateTimeOffset? Time(string name)
    {
        if (Bare(name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        Fault ??= $"The time {name}={text} is none (RFC 6376 3.5).";
        return null;
    }

    private void Check()
    {
        foreach (var name in new[] { "v", "a", "b", "bh", "d", "h", "s" })
        {
            Demand(!string.IsNullOrEmpty(this[name]), $"The tag {name} is missing (RFC 6376 6.1.1).");
        }

        Demand(this["v"] is null or "1", $"The version is {this["v"]} and not 1 (RFC 6376 6.1.1).");
        Demand(Headers.Count <= MaxHeaders, $"It names more than {MaxHeaders} header fields (RFC 6376 8.4).");
        Demand(Headers.Contains("from", StringComparer.OrdinalIgnoreCase), "It does not cover the From field (RFC 6376 6.1.1).");
        Demand(Bare("q") is not { } query || query.Split(':').Contains("dns/txt", StringComparer.OrdinalIgnoreCase), "The key is not to be had by DNS (RFC 6376 3.5).");
        Demand(Expires is null || Signed is null || Expires > Signed, "It expires before it was made (RFC 6376 3.5).");
        CheckCanonicalization();
        CheckIdentity();
        if (Bare("l") is { } length)
        {
            var isNumber = long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) && octets <= int.MaxValue;
            Demand(isNumber, $"The length l={length} is none (RFC 6376 3.5).");
            Length = isNumber ? octets : null;
        }
    }

    private void CheckCanonicalization()
    {
        var methods = (Bare("c") ?? "simple/simple").ToLowerInvariant().Split('/');
        Demand(methods.Length <= 2 && methods.All(method => method is "simple" or "relaxed"), $"The canonicalization c={this["c"]} is not known (RFC 6376 3.5).");
        IsHeaderRelaxed = methods[0] == "relaxed";
        IsBodyRelaxed = methods.Length > 1 && methods[1] == "relaxed";
    }

    private void CheckIdentity()
    {
        if (Identity is { } identity && Domain is { } domain)
        {
            var host = identity.Substring(identity.LastIndexOf('@') + 1).Trim();
            Demand(
                identity.IndexOf('@') >= 0 && (host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase)),
                $"The identity {identity} is not within {domain} (RFC 6376 3.5).");
        }
    }

    private void Demand(bool isSo, string fault) => Fault ??= isSo ? null : fault;
}
