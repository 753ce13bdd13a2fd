namespace SmtpTools.Spf;

/// <summary>The identity that a check is about (RFC 7208 2.3, 2.4, 4.3).</summary>
/// <param name="Name"><c>mailfrom</c> or <c>helo</c>.</param>
/// <param name="LocalPart">The local part; <c>postmaster</c> where there is none.</param>
/// <param name="Domain">The domain in A-labels where it is a domain, else as it was given.</param>
internal sealed record SpfIdentity(string Name, string LocalPart, string Domain)
{
    private const string Postmaster = "postmaster";

    public static SpfIdentity Of(SpfClient client)
    {
        var sender = client.Sender?.Trim() ?? string.Empty;
        if (sender.Length > 1 && sender[0] == '<' && sender[sender.Length - 1] == '>')
        {
            sender = sender.Substring(1, sender.Length - 2);
        }

        if (sender.Length == 0)
        {
            return new SpfIdentity("helo", Postmaster, Ascii(client.Helo?.Trim() ?? string.Empty));
        }

        var at = sender.LastIndexOf('@');
        return new SpfIdentity("mailfrom", at > 0 ? sender.Substring(0, at) : Postmaster, Ascii(sender.Substring(at + 1)));
    }

    // A-labels for DNS (RFC 7208 4.3); what is no domain is judged by the check itself.
    private static string Ascii(string domain)
    {
        var name = domain.Length > 1 && domain[domain.Length - 1] == '.' ? domain.Substring(0, domain.Length - 1) : domain;
        return name.All(static c => c < 0x80) ? name : DomainName.TryParse(name, out var known) ? known.Ascii : name;
    }
}
