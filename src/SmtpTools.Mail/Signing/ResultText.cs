using System.Text;

namespace SmtpTools.Signing;

/// <summary>Writes results as Authentication-Results has them (RFC 8601 2.2). What came with the message can't leave its place in them.</summary>
internal static class ResultText
{
    private const string NoServer = "localhost";

    /// <summary>The value of the field.</summary>
    public static string Of(string? server, MailAuthenticationResult result)
    {
        var text = new StringBuilder(Value(server ?? NoServer));
        foreach (var signature in result.Dkim)
        {
            _ = text.Append("; dkim=").Append(Word(signature.Result));
            Add(text, "reason", signature.Result == DkimResult.Pass ? null : signature.Reason);
            Add(text, "header.d", signature.Domain);
            Add(text, "header.i", signature.Identity);
            Add(text, "header.s", signature.Selector);
            Add(text, "header.a", signature.Algorithm);
            Add(text, "header.b", signature.SignatureStart);
        }

        _ = text.Append(result.Dkim.Count == 0 ? "; dkim=none" : string.Empty);
        if (result.Spf is { } spf)
        {
            _ = text.Append("; spf=").Append(Word(spf.Result));
            Add(text, "reason", spf.Problem);
            Add(text, "smtp." + spf.Identity, spf.Identity == "helo" ? spf.Helo : result.MailFrom);
        }

        if (result.Dmarc is { } dmarc)
        {
            _ = text.Append("; dmarc=").Append(Word(dmarc.Result));
            Add(text, "header.from", result.FromDomain);
            Add(text, "policy.dmarc", dmarc.Policy.EffectivePolicy is { } policy ? Word(policy) : null);
        }

        _ = text.Append("; arc=").Append(Word(result.Arc.Result));
        Add(text, "smtp.remote-ip", result.ClientAddress);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string property, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _ = text.Append(' ').Append(property).Append('=').Append(Value(value!));
        }
    }

    private static string Word<T>(T result)
        where T : struct, Enum => result.ToString().ToLowerInvariant();

    // A token or an address where it is one, else a quoted string (RFC 2045 5.1, RFC 8601 2.2).
    private static string Value(string value)
    {
        var isToken = value.All(character => character is (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '.' or '-' or '_' or '@' or '+');
        return isToken ? value : $"\"{new string([.. value.Where(character => character is >= ' ' and < '\x7F' and not ('"' or '\\'))])}\"";
    }
}
