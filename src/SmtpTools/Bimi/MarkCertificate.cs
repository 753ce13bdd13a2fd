namespace SmtpTools;

/// <summary>A mark certificate: who vouches that a logo is a domain's (RFC 3709, draft-fetch-validation-vmc-wchuang).</summary>
public sealed class MarkCertificate
{
    internal MarkCertificate()
    {
    }

    /// <summary>The certificate.</summary>
    public CertificateFacts? Certificate { get; internal set; }

    /// <summary>The certificates that were sent above it.</summary>
    public IReadOnlyList<CertificateFacts> Issuers { get; internal set; } = [];

    /// <summary>What the mark is, such as Registered Mark, Government Mark or Prior Use Mark; null where the certificate does not say.</summary>
    public string? MarkType { get; internal set; }

    /// <summary>Whether the logo within it is the one that is published; null where it holds none that can be read.</summary>
    public bool? IsLogoSame { get; internal set; }

    /// <summary>
    /// Whether it leads to a root that was given as trusted; null where none was given. Which authorities may issue mark certificates is for
    /// each mailbox provider to say; this computer's roots are not about that.
    /// </summary>
    public bool? IsTrusted { get; internal set; }

    /// <summary>What is wrong with it, a sentence for each.</summary>
    public IReadOnlyList<string> Problems { get; internal set; } = [];

    /// <summary>The object identifiers of what its subject holds beside the attributes of mark certificates.</summary>
    public IReadOnlyList<string> UnknownSubjectAttributes { get; internal set; } = [];

    /// <summary>Whether nothing was found.</summary>
    public bool IsValid => Problems.Count == 0;
}
