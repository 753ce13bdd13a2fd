namespace SmtpTools.Addressing;

/// <summary>Host names against patterns whose leftmost label may be a lone <c>*</c> (RFC 9525 6.3, RFC 8461 4.1). Both in ASCII.</summary>
internal static class HostPattern
{
    private const string Wildcard = "*.";

    /// <summary>Whether a pattern matches a host name. The asterisk stands for exactly one label.</summary>
    internal static bool Matches(string pattern, string host)
    {
        pattern = pattern.TrimEnd('.');
        host = host.TrimEnd('.');
        if (!pattern.StartsWith(Wildcard, StringComparison.Ordinal))
        {
            return string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase);
        }

        var dot = host.IndexOf('.');
        return dot > 0 && string.Equals(pattern.Substring(Wildcard.Length), host.Substring(dot + 1), StringComparison.OrdinalIgnoreCase);
    }
}
