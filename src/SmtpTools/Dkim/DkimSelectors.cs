namespace SmtpTools;

/// <summary>The selectors that are tried where none is known.</summary>
public static class DkimSelectors
{
    /// <summary>
    /// Selectors that signing software and mail services give by default or in their instructions. DNS cannot list a domain's selectors
    /// (RFC 6376 3.1), so that what is not found among these may still be there.
    /// </summary>
    public static IReadOnlyList<string> Common { get; } = Array.AsReadOnly<string>(
    [
        "default", "dkim", "mail", "email", "smtp", "mta", "key1", "key2", "s1", "s2", "k1", "k2", "k3", "m1", "m2", "x", "dk", "dkim1", "dkim2",
        "selector", "selector1", "selector2", "s1024", "s2048", "google", "20230601", "20221208", "20210112", "20161025", "fm1", "fm2", "fm3",
        "protonmail", "protonmail2", "protonmail3", "zoho", "zmail", "sig1", "mandrill", "mte1", "mte2", "mailjet", "pm", "pm-bounces", "brevo1", "brevo2",
        "cm", "ctct1", "ctct2", "hs1", "hs2", "zendesk1", "zendesk2", "everlytickey1", "everlytickey2", "mxvault", "turbo-smtp", "krs", "sm",
        "smtpapi", "titan1", "titan2", "hostingermail-a", "hostingermail-b", "hostingermail-c", "litesrv", "pic", "spop1024", "api", "ed25519", "rsa",
    ]);
}
