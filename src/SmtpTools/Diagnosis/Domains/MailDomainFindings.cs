namespace SmtpTools;

/// <summary>What may be found about a domain as a whole: what is not as its owner wants it, and text that stands where it does not belong.</summary>
public static class MailDomainFindings
{
    internal const string Id = "Domain";

    internal static readonly FindingKind ParkedTakesMail = new(
        "DomainParkedTakesMail",
        FindingSeverity.Warning,
        "The domain is to be parked, and takes mail",
        "Mail for it is delivered somewhere, or tried for days.",
        "Publish a null MX: MX 0 .",
        "RFC 7505 3, 4.1");

    internal static readonly FindingKind ParkedSends = new(
        "DomainParkedSends",
        FindingSeverity.Error,
        "The domain is to be parked, and its SPF record does not say that nobody sends for it",
        "Mail that bears its name is not told from forged mail.",
        "Publish \"v=spf1 -all\".",
        "RFC 7208 10.1.2");

    internal static readonly FindingKind ParkedNotRejected = new(
        "DomainParkedNotRejected",
        FindingSeverity.Error,
        "The domain is to be parked, and DMARC does not have its mail rejected",
        "Receivers take mail that bears its name, or the name of a domain below it.",
        "Publish \"v=DMARC1; p=reject\", without sp and np.",
        "RFC 9989 4.7");

    internal static readonly FindingKind ExchangerNotApproved = new(
        "DomainExchangerNotApproved",
        FindingSeverity.Error,
        "A mail exchanger is none of those that were approved",
        "Mail for the domain may reach somebody else.",
        "Take the record out, or approve the host.",
        "RFC 5321 5.1");

    internal static readonly FindingKind NameServerNotApproved = new(
        "DomainNameServerNotApproved",
        FindingSeverity.Error,
        "A name server of the zone is none of those that were approved",
        "Whoever runs it decides what the domain says about its mail.",
        "Take the record out, here and in the zone above, or approve the server.",
        "RFC 1034 4.2.1");

    internal static readonly FindingKind NameServersUnknown = new(
        "DomainNameServersUnknown",
        FindingSeverity.Warning,
        "The name servers of the zone could not be asked for",
        "Whether all of them are approved is not known.",
        "Ask again later, or another resolver.",
        "RFC 1034 4.2.1");

    internal static readonly FindingKind UnrelatedText = new(
        "DomainUnrelatedText",
        FindingSeverity.Information,
        "A text record stands where only a policy's record belongs",
        "Standards have it passed over, but not every receiver does. Often a wildcard record gives it.",
        "Take it out; limit a wildcard record to the names that it is meant for.",
        "RFC 9989 4.10; RFC 8461 3.1; RFC 8460 3");

    internal static readonly FindingKind MisplacedText = new(
        "DomainMisplacedText",
        FindingSeverity.Warning,
        "A policy's record stands at the domain itself",
        "Nobody looks for it there.",
        "Move it to the name that is shown.",
        "RFC 8461 3.1; RFC 8460 3");

    /// <summary>What may be found, as a chapter of the catalogue.</summary>
    public static FindingGroup Group { get; } = new(
        Id,
        "What the owner expects of the domain, and text records that stand in the wrong place.",
        [ParkedTakesMail, ParkedSends, ParkedNotRejected, ExchangerNotApproved, NameServerNotApproved, NameServersUnknown, UnrelatedText, MisplacedText]);
}
