namespace SmtpTools;

/// <summary>What may be found about BIMI.</summary>
public static class BimiFindings
{
    internal const string Id = "Bimi";

    private const string Draft = "draft-brand-indicators-for-message-identification";

    internal static readonly FindingKind Missing = new(
        "BimiMissing",
        FindingSeverity.Information,
        "No logo is published",
        "Mailbox providers that know BIMI show initials or nothing beside the domain's mail.",
        "Nothing, unless the domain wants a logo shown: then DMARC has to be enforced first.",
        Draft + " 4");

    internal static readonly FindingKind RecordInvalid = new(
        "BimiRecordInvalid",
        FindingSeverity.Error,
        "The TXT record of BIMI cannot be used",
        "No logo is shown.",
        "Publish one record of the form \"v=BIMI1; l=https://.../logo.svg; a=https://.../vmc.pem\".",
        Draft + " 4.2");

    internal static readonly FindingKind RecordOddity = new(
        "BimiRecordOddity",
        FindingSeverity.Warning,
        "The BIMI record has a tag that nobody knows, or a value that means nothing",
        "It is passed over, and is often a misspelt one.",
        "Mend it, or take it out. The tags are v, l, a, avp (brand or personal) and lps (prefixes of local parts).",
        Draft + " 4.3");

    internal static readonly FindingKind RecordsMultiple = new(
        "BimiRecordsMultiple",
        FindingSeverity.Error,
        "More than one TXT record of BIMI",
        "No logo is shown.",
        "Leave one record.",
        Draft + " 4.2");

    internal static readonly FindingKind DmarcNotEnforced = new(
        "BimiDmarcNotEnforced",
        FindingSeverity.Warning,
        "A logo is published, and DMARC is not enforced",
        "Mailbox providers show no logo: without DMARC anybody could send with it.",
        "Bring the DMARC policy to quarantine or reject, for the domain and its subdomains.",
        Draft + " 7.2; RFC 9989 4.7");

    internal static readonly FindingKind DmarcUnknown = new(
        "BimiDmarcUnknown",
        FindingSeverity.Warning,
        "Whether DMARC is enforced could not be found out",
        "Mailbox providers show a logo where they find DMARC enforced by the domain and by its organizational domain.",
        "Ask again later. Where it stays so, the servers of the name shown have to be mended.",
        Draft + " 7.2; RFC 9989 4.10");

    internal static readonly FindingKind LogoUnreachable = new(
        "BimiLogoUnreachable",
        FindingSeverity.Error,
        "The logo cannot be fetched",
        "No logo is shown, unless a mailbox provider takes it from the certificate.",
        "Serve the file under the address shown, with a certificate that holds and status 200.",
        Draft + " 4.2");

    internal static readonly FindingKind LogoInvalid = new(
        "BimiLogoInvalid",
        FindingSeverity.Warning,
        "The logo does not keep the profile SVG Tiny PS",
        "Mailbox providers do not show it.",
        "Have the file exported as SVG Tiny PS: version 1.2, baseProfile tiny-ps, a title, a square viewBox, no scripts, styles, clip paths, pictures or links.",
        "draft-svg-tiny-ps-abrotman 2");

    internal static readonly FindingKind LogoType = new(
        "BimiLogoType",
        FindingSeverity.Warning,
        "The logo is not served as image/svg+xml",
        "Some mailbox providers refuse it.",
        "Have the web server say Content-Type: image/svg+xml for this file.",
        "RFC 6838; W3C SVG Tiny 1.2, appendix M");

    internal static readonly FindingKind LogoTitle = new(
        "BimiLogoTitle",
        FindingSeverity.Warning,
        "The logo's title is a placeholder",
        "It is what is read aloud in the logo's place, and says nothing of the brand.",
        "Write the brand's name into the title element.",
        "W3C SVG Tiny 1.2 5.5; draft-svg-tiny-ps-abrotman 2.1");

    internal static readonly FindingKind CertificateMissing = new(
        "BimiCertificateMissing",
        FindingSeverity.Information,
        "Nobody vouches for the logo",
        "The largest mailbox providers show logos with a mark certificate only.",
        "Get a Verified Mark Certificate or a Common Mark Certificate and name it by a=.",
        Draft + " 4.2");

    internal static readonly FindingKind CertificateUnreachable = new(
        "BimiCertificateUnreachable",
        FindingSeverity.Error,
        "The mark certificate cannot be fetched",
        "Mailbox providers that want one show no logo.",
        "Serve the file under the address shown, with a certificate that holds and status 200.",
        Draft + " 4.2");

    internal static readonly FindingKind CertificateInvalid = new(
        "BimiCertificateInvalid",
        FindingSeverity.Error,
        "The mark certificate does not hold",
        "Mailbox providers that want one show no logo.",
        "Mend what is shown, with the authority that issued it. The file holds the domain's certificate first, then its issuers.",
        "draft-fetch-validation-vmc-wchuang 4, 5");

    internal static readonly FindingKind CertificateSubject = new(
        "BimiCertificateSubject",
        FindingSeverity.Information,
        "The mark certificate's subject has attributes that mark certificates do not have",
        "They are passed over.",
        "Nothing, unless the authority that issued it says otherwise.",
        "Minimum Security Requirements for Issuance of Mark Certificates 7.1.4.2.2");

    internal static readonly FindingKind CertificateExpires = new(
        "BimiCertificateExpires",
        FindingSeverity.Warning,
        "The mark certificate runs out in two weeks or less",
        "From then on mailbox providers that want one show no logo.",
        "Renew it with the authority that issued it, and publish the new file.",
        "RFC 5280 4.1.2.5");

    /// <summary>What may be found about BIMI, as a chapter of the catalogue.</summary>
    public static FindingGroup Group { get; } = new(
        Id,
        "The record of BIMI, the logo that it names, and the certificate that vouches for the logo.",
        [
            Missing, RecordInvalid, RecordOddity, RecordsMultiple, DmarcNotEnforced, DmarcUnknown, LogoUnreachable, LogoInvalid, LogoType, LogoTitle, CertificateMissing,
            CertificateUnreachable, CertificateInvalid, CertificateSubject, CertificateExpires,
        ]);
}
