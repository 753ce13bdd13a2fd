using SmtpTools.Authentication;

namespace SmtpTools;

/// <summary>Whether a message is from whom it says: DKIM, ARC, SPF and DMARC together, each with its reasons.</summary>
public sealed class MailAuthenticationResult
{
    /// <summary>
    /// Whether it is from the domain that From names: true where DMARC passes, false where it fails; null where nobody can tell, since the
    /// domain has no policy, or DNS did not answer.
    /// </summary>
    public bool? IsAuthentic => Dmarc?.Result switch
    {
        DmarcResult.Pass => true,
        DmarcResult.Fail => false,
        _ => null,
    };

    /// <summary>What is to be thought of it, in a sentence.</summary>
    public string Verdict => AuthenticationVerdict.Of(this);

    /// <summary>The file that it was read from; null for none.</summary>
    public string? Path { get; init; }

    /// <summary>The subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The Message-ID.</summary>
    public string? MessageId { get; init; }

    /// <summary>The From field's domain; null where it has none, or several.</summary>
    public string? FromDomain { get; init; }

    /// <summary>The client that delivered it; null where it is not known.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>How the client is known: <c>given</c>, or the Received field that was believed; null where it is not known.</summary>
    public string? ClientSource { get; init; }

    /// <summary>What the client called itself; null where it is not known.</summary>
    public string? Helo { get; init; }

    /// <summary>The MAIL FROM address; empty for the null sender, null where it is not known.</summary>
    public string? MailFrom { get; init; }

    /// <summary>How MAIL FROM is known: <c>given</c>, or the Return-Path that was believed; null where it is not known.</summary>
    public string? MailFromSource { get; init; }

    /// <summary>The Received fields, topmost first, and which of them were believed.</summary>
    public IReadOnlyList<ReceivedHop> Hops { get; init; } = [];

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

    /// <summary>Whether DNS did not say something that counts, so that the same check may give another result later.</summary>
    public bool IsTransient => Arc.IsTransient || Spf is { IsTransient: true } || Dmarc?.Result == DmarcResult.TempError || Dkim.Any(signature => signature.Result == DkimResult.TempError);

    /// <summary>What led to the results, in sentences.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The results as the field Authentication-Results writes them (RFC 8601 2.2), which a seal takes.</summary>
    public string AuthenticationResults { get; init; } = string.Empty;

    /// <summary>The results in short.</summary>
    public override string ToString() => $"{FromDomain}: dkim={DkimResult}, spf={Spf?.Result.ToString() ?? "not checked"}, dmarc={Dmarc?.Result}, arc={Arc.Result}";
}
