namespace SmtpTools;

/// <summary>Whether a message is from whom it says: DKIM, ARC, SPF and DMARC together, each with its reasons.</summary>
public sealed class MailAuthenticationResult
{
    /// <summary>The subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The Message-ID.</summary>
    public string? MessageId { get; init; }

    /// <summary>The From field's domain; null where it has none, or several.</summary>
    public string? FromDomain { get; init; }

    /// <summary>The client that delivered it; null where it is not known.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>What the client called itself; null where it is not known.</summary>
    public string? Helo { get; init; }

    /// <summary>The MAIL FROM address; empty for the null sender, null where it is not known.</summary>
    public string? MailFrom { get; init; }

    /// <summary>Each DKIM signature.</summary>
    public IReadOnlyList<DkimSignatureResult> Dkim { get; init; } = [];

    /// <summary>The ARC chain.</summary>
    public ArcChainResult Arc { get; init; } = new();

    /// <summary>SPF; null where the client is not known.</summary>
    public SpfCheckResult? Spf { get; init; }

    /// <summary>DMARC.</summary>
    public DmarcVerdict? Dmarc { get; init; }

    /// <summary>The best result of the DKIM signatures.</summary>
    public DkimResult DkimResult => Dkim.Count == 0 ? DkimResult.None : Dkim.Any(signature => signature.Result == DkimResult.Pass) ? DkimResult.Pass : Dkim[0].Result;

    /// <summary>What the owner of the From domain wants done with the message; None where DMARC does not fail.</summary>
    public DmarcPolicy Disposition => Dmarc?.Disposition ?? DmarcPolicy.None;

    /// <summary>What led to the results, in sentences.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The results as the field Authentication-Results writes them (RFC 8601 2.2), which a seal takes.</summary>
    public string AuthenticationResults { get; init; } = string.Empty;

    /// <summary>The results in short.</summary>
    public override string ToString() => $"{FromDomain}: dkim={DkimResult}, spf={Spf?.Result.ToString() ?? "not checked"}, dmarc={Dmarc?.Result}, arc={Arc.Result}";
}
