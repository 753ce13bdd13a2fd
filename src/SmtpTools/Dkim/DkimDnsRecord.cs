namespace SmtpTools;

/// <summary>A DKIM key record as it is put into DNS (RFC 6376 3.6.2).</summary>
public sealed class DkimDnsRecord
{
    /// <summary>The most octets of one string of a text record (RFC 1035 3.3).</summary>
    public const int MaxStringLength = 255;

    private DkimDnsRecord(string name, string value)
    {
        Name = name;
        Value = value;
        var strings = new List<string>();
        for (var at = 0; at < value.Length; at += MaxStringLength)
        {
            strings.Add(value.Substring(at, Math.Min(MaxStringLength, value.Length - at)));
        }

        Strings = strings;
    }

    /// <summary>The name: selector, <c>_domainkey</c> and domain, in ASCII without a trailing dot.</summary>
    public string Name { get; }

    /// <summary>The whole value, as web forms of DNS providers take it.</summary>
    public string Value { get; }

    /// <summary>The value in strings of at most 255 octets, as servers keep it.</summary>
    public IReadOnlyList<string> Strings { get; }

    /// <summary>The record as a line of a zone file.</summary>
    public string ZoneLine => $"{Name}. IN TXT {(Strings.Count == 1 ? $"\"{Strings[0]}\"" : $"( {string.Join(" ", Strings.Select(static s => $"\"{s}\""))} )")}";

    /// <summary>Makes a record.</summary>
    /// <param name="domain">The signing domain.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="keyType">The key's type: <c>rsa</c> or <c>ed25519</c>.</param>
    /// <param name="publicKey">The public key's octets: of an RSA key its SubjectPublicKeyInfo, of an Ed25519 key the 32 octets themselves (RFC 8463 4.2).</param>
    /// <param name="isTesting">Whether the domain tests DKIM (t=y).</param>
    /// <param name="isStrict">Whether identities must be in the domain itself (t=s).</param>
    /// <returns>The record.</returns>
    /// <exception cref="FormatException">Domain and selector make no name.</exception>
    public static DkimDnsRecord Make(DomainName domain, string selector, string keyType, byte[] publicKey, bool isTesting = false, bool isStrict = false)
    {
        var name = $"{selector}._domainkey.{(domain ?? throw new ArgumentNullException(nameof(domain))).Ascii}";
        if (!Dns.QueryName.TryParse(name, out var parsed, out var fault))
        {
            throw new FormatException($"\"{selector}\" cannot be a selector of {domain}: {fault} (RFC 6376 3.1).");
        }

        var flags = (isTesting, isStrict) switch { (true, true) => "t=y:s; ", (true, false) => "t=y; ", (false, true) => "t=s; ", _ => string.Empty };
        return new DkimDnsRecord(parsed.Ascii, $"v=DKIM1; k={keyType}; {flags}p={Convert.ToBase64String(publicKey)}");
    }

    /// <summary>The record as a line of a zone file.</summary>
    /// <returns><see cref="ZoneLine"/>.</returns>
    public override string ToString() => ZoneLine;
}
