namespace SmtpTools;

/// <summary>What may be found about DMARC records.</summary>
public static class DmarcFindings
{
    internal const string Check = "Dmarc";

    internal static readonly FindingKind Missing = new(
        "DmarcMissing",
        FindingSeverity.Warning,
        "No DMARC record applies to the domain",
        "Receivers are told nothing about mail that forges the domain in its From field, and nobody reports it. Large mailbox providers ask for a record.",
        "Publish a TXT record at _dmarc below the domain: v=DMARC1; p=none; rua=mailto:... Read the reports, then go to quarantine or reject.",
        "RFC 9989 4.5, 5.1.4");

    internal static readonly FindingKind Multiple = new(
        "DmarcMultiple",
        FindingSeverity.Error,
        "The domain has several DMARC records",
        "All of them are discarded, as if there were none.",
        "Leave one.",
        "RFC 9989 4.10");

    internal static readonly FindingKind Unusable = new(
        "DmarcUnusable",
        FindingSeverity.Error,
        "The record has no valid policy",
        "Without a valid p, and with a wrong sp or np, nobody applies the record, unless it asks for reports, which makes it p=none.",
        "Write p=none, p=quarantine or p=reject.",
        "RFC 9989 4.10.1");

    internal static readonly FindingKind TagError = new(
        "DmarcTagError",
        FindingSeverity.Error,
        "A tag is malformed",
        "It counts as not written, and its default holds.",
        "Mend the tag at the given place.",
        "RFC 9989 4.7, 4.8");

    internal static readonly FindingKind Lookalike = new(
        "DmarcLookalike",
        FindingSeverity.Error,
        "A TXT record is nearly a DMARC record",
        "It is passed over, because its first tag is not exactly v=DMARC1.",
        "Write v=DMARC1 at its start, in upper case, and a semicolon behind it.",
        "RFC 9989 4.7");

    internal static readonly FindingKind Misplaced = new(
        "DmarcMisplaced",
        FindingSeverity.Warning,
        "A DMARC record stands at the domain itself",
        "It is looked for below _dmarc alone, and has no effect here.",
        "Move it to _dmarc below the domain.",
        "RFC 9989 4.5");

    internal static readonly FindingKind PolicyNone = new(
        "DmarcPolicyNone",
        FindingSeverity.Warning,
        "The policy does not protect the domain",
        "With p=none failing mail is treated like any other. That is right while reports are gathered, and no protection.",
        "When the reports show that all your mail passes, go to quarantine, then to reject.",
        "RFC 9989 3.2.12, 5.1.7");

    internal static readonly FindingKind SubdomainsUnprotected = new(
        "DmarcSubdomainsUnprotected",
        FindingSeverity.Warning,
        "Subdomains are less protected than the domain",
        "Forgers use a subdomain, existing or made up, and look the same to most readers.",
        "Raise sp and np to the level of p, or take them out.",
        "RFC 9989 4.7");

    internal static readonly FindingKind Testing = new(
        "DmarcTesting",
        FindingSeverity.Information,
        "The policy is tested",
        "With t=y one level less is applied: none for quarantine, quarantine for reject.",
        "Take t=y out when the reports show that all your mail passes.",
        "RFC 9989 4.7, A.6");

    internal static readonly FindingKind ObsoleteTag = new(
        "DmarcObsoleteTag",
        FindingSeverity.Information,
        "The record has tags of RFC 7489 that mean nothing any more",
        "pct, rf, ri and size limits of addresses are passed over; older receivers still follow them.",
        "Take them out. In place of pct=0 there is t=y.",
        "RFC 9989 C.4, C.5.2");

    internal static readonly FindingKind UnknownTag = new(
        "DmarcUnknownTag",
        FindingSeverity.Warning,
        "The record has a tag that nobody knows",
        "It is passed over, and is often a misspelt one.",
        "Mend its name, or take it out.",
        "RFC 9989 4.7");

    internal static readonly FindingKind NoReports = new(
        "DmarcNoReports",
        FindingSeverity.Warning,
        "Nobody gets aggregate reports",
        "Which servers send in the domain's name, and whether their mail passes, stays unknown.",
        "Add rua=mailto: with an address that reads them.",
        "RFC 9989 5.1.3, 4.7");

    internal static readonly FindingKind ReportsUnsupported = new(
        "DmarcReportsUnsupported",
        FindingSeverity.Warning,
        "Reports are asked for at an address that receivers need not support",
        "Receivers have to support mailto alone, and pass over other addresses.",
        "Add a mailto address.",
        "RFC 9989 4.7");

    internal static readonly FindingKind ReportsNotAuthorized = new(
        "DmarcReportsNotAuthorized",
        FindingSeverity.Error,
        "A report address at another organization has not been agreed to",
        "Receivers pass over the address, and no reports come.",
        "Have the address's owner publish the record v=DMARC1 at the name that is given.",
        "RFC 9990 4");

    internal static readonly FindingKind ReportsUnknown = new(
        "DmarcReportsUnknown",
        FindingSeverity.Warning,
        "Whether a report address has been agreed to could not be asked for",
        "The servers of the address's domain failed or did not answer; receivers hold reports back meanwhile.",
        "Ask again later.",
        "RFC 9990 4");

    internal static readonly FindingKind ReportHostTakesNoMail = new(
        "DmarcReportHostTakesNoMail",
        FindingSeverity.Error,
        "A report address's domain takes no mail",
        "Reports cannot be delivered.",
        "Name an address at a domain that has a mail exchanger.",
        "RFC 9990 3.5.2; RFC 5321 5.1");

    internal static readonly FindingKind FailureOptionsIgnored = new(
        "DmarcFailureOptionsIgnored",
        FindingSeverity.Information,
        "fo stands without ruf",
        "It is passed over, since failure reports are asked for by ruf alone.",
        "Take fo out, or add ruf.",
        "RFC 9989 4.7");

    internal static readonly FindingKind ManyReportAddresses = new(
        "DmarcManyReportAddresses",
        FindingSeverity.Information,
        "Reports are asked for at more than two addresses",
        "Receivers may limit how many addresses they send to, and only the first two are sure.",
        "Name two addresses, and have mail distributed from there.",
        "RFC 7489 6.2; RFC 9990 3.5");

    internal static readonly FindingKind SubdomainPolicyIgnored = new(
        "DmarcSubdomainPolicyIgnored",
        FindingSeverity.Information,
        "sp or np stands in a record that is not the organizational domain's",
        "Only the records of organizational domains and public suffixes speak for the domains below them.",
        "Take it out, or make the domain an organizational one by psd=n.",
        "RFC 9989 4.7, 4.10.1");

    internal static readonly FindingKind WalkIncomplete = new(
        "DmarcWalkIncomplete",
        FindingSeverity.Warning,
        "A name of the tree walk could not be asked for",
        "Receivers cannot tell the organizational domain, and with it whether domains are aligned.",
        "Ask again later. Where it stays so, the name's servers have to be mended.",
        "RFC 9989 4.10, 5.3.6");

    internal static readonly FindingKind ExistenceUnknown = new(
        "DmarcExistenceUnknown",
        FindingSeverity.Warning,
        "Whether the domain exists could not be asked for",
        "The record from above has one policy for domains that exist and another for those that do not (np). Here the domain is taken to exist; receivers may choose otherwise.",
        "Ask again later. Where it stays so, the domain's servers have to be mended.",
        "RFC 9989 3.2.13, 4.7, 4.10.1");

    internal static readonly FindingKind Rfc7489Differs = new(
        "DmarcRfc7489Differs",
        FindingSeverity.Information,
        "Receivers that follow RFC 7489 may act in another way",
        "Both generations are in use. What differs is in Rfc7489Differences.",
        "Where it matters: publish a record at each domain that sends, and use strict alignment.",
        "RFC 9989 C.3, C.5");

    /// <summary>What is looked at, and what may be found.</summary>
    public static FindingGroup Group { get; } = new(
        Check,
        "The policy record that applies by the tree walk, its tags, and whether its report addresses get reports.",
        [
            Missing, Multiple, Unusable, TagError, Lookalike, Misplaced, PolicyNone, SubdomainsUnprotected, Testing, ObsoleteTag, UnknownTag, NoReports,
            ReportsUnsupported, ReportsNotAuthorized, ReportsUnknown, ReportHostTakesNoMail, FailureOptionsIgnored,
            ManyReportAddresses, SubdomainPolicyIgnored, WalkIncomplete, ExistenceUnknown, Rfc7489Differs,
        ]);
}
