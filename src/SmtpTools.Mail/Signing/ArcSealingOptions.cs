namespace SmtpTools;

/// <summary>How a message is sealed on its way (RFC 8617 5.1).</summary>
public sealed class ArcSealingOptions
{
    /// <summary>The sealer's domain (d=).</summary>
    public string Domain { get; set; } = string.Empty;

    /// <summary>The key, with the selector that its public half is published under (s=).</summary>
    public DkimSigningKey? Key { get; set; }

    /// <summary>
    /// What the sealer found of the message when it came, as in Authentication-Results (RFC 8601): its name, then the results, such as
    /// <c>mx.example.org; dkim=pass header.d=example.com; arc=none</c>. With a chain before it, <c>arc=</c> is what becomes of cv=.
    /// </summary>
    public string AuthenticationResults { get; set; } = string.Empty;
}
