namespace SmtpTools;

/// <summary>What may be found about MTA-STS.</summary>
public static class MtaStsFindings
{
    internal const string Id = "MtaSts";

    internal static readonly FindingKind Missing = new(
        "MtaStsMissing",
        FindingSeverity.Information,
        "No MTA-STS policy",
        "Senders encrypt where they can, but an attacker on the way can switch TLS off or pose as the server.",
        "Publish a policy in mode testing with TLS reporting, read the reports, then go to enforce. DANE serves the same end.",
        "RFC 8461 2, 3");

    internal static readonly FindingKind RecordInvalid = new(
        "MtaStsRecordInvalid",
        FindingSeverity.Error,
        "The TXT record of MTA-STS cannot be used",
        "Senders act as if there were no policy.",
        "Publish one record such as \"v=STSv1; id=20260101T000000;\". The id has letters and digits alone.",
        "RFC 8461 3.1");

    internal static readonly FindingKind RecordsMultiple = new(
        "MtaStsRecordsMultiple",
        FindingSeverity.Error,
        "More than one TXT record of MTA-STS",
        "Senders act as if there were no policy.",
        "Leave one record.",
        "RFC 8461 3.1");

    internal static readonly FindingKind PolicyUnreachable = new(
        "MtaStsPolicyUnreachable",
        FindingSeverity.Error,
        "The policy cannot be fetched",
        "Senders that know no policy yet act as if there were none; those that know one keep it until it has run out.",
        "Serve the file under the address shown, over IPv4 and IPv6, on a host that answers within a few seconds.",
        "RFC 8461 3.3");

    internal static readonly FindingKind CertificateRejected = new(
        "MtaStsCertificateRejected",
        FindingSeverity.Error,
        "The certificate of the policy's host does not hold",
        "Senders must not take a policy from such a host.",
        "Use a certificate of a public authority for mta-sts.<domain>, with its intermediate certificates, and renew it in time.",
        "RFC 8461 3.3");

    internal static readonly FindingKind NotOk = new(
        "MtaStsPolicyNotOk",
        FindingSeverity.Error,
        "The policy's host does not answer with 200",
        "Senders take a policy from an answer with status 200 alone, and follow no redirect.",
        "Serve the file itself under the very address, without redirect.",
        "RFC 8461 3.3");

    internal static readonly FindingKind ContentType = new(
        "MtaStsContentType",
        FindingSeverity.Warning,
        "The policy is not served as text/plain",
        "Senders should refuse other media types, and some do.",
        "Have the web server say Content-Type: text/plain for this file.",
        "RFC 8461 3.2");

    internal static readonly FindingKind TooLarge = new(
        "MtaStsPolicyTooLarge",
        FindingSeverity.Error,
        "The policy is too large",
        "Senders read no more than 64 KiB.",
        "Shorten the list of hosts by patterns such as *.example.com.",
        "RFC 8461 3.3");

    internal static readonly FindingKind PolicyInvalid = new(
        "MtaStsPolicyInvalid",
        FindingSeverity.Error,
        "The policy cannot be read",
        "Senders act as if there were no policy.",
        "Mend what is shown. A policy has the lines version: STSv1, mode: enforce, max_age: 604800 and one mx: for each host.",
        "RFC 8461 3.2");

    internal static readonly FindingKind PolicyOddity = new(
        "MtaStsPolicyOddity",
        FindingSeverity.Warning,
        "Senders pass over a part of the policy",
        "What is meant and what is read may differ.",
        "Mend what is shown.",
        "RFC 8461 3.2");

    internal static readonly FindingKind MaxAgeShort = new(
        "MtaStsMaxAgeShort",
        FindingSeverity.Warning,
        "Senders keep the policy for a short time only",
        "An attacker who blocks the fetching of the policy has to do so no longer than that.",
        "Set max_age to weeks, such as 2419200, once the policy has proved itself.",
        "RFC 8461 3.2, 10.2");

    internal static readonly FindingKind MxNotAllowed = new(
        "MtaStsMxNotAllowed",
        FindingSeverity.Error,
        "A mail exchanger is not in the policy",
        "Senders do not deliver to this host; with no other left, mail waits and is returned. In mode testing they report it.",
        "Add the host's name as it stands in the MX record, wait until the old policy has run out, and change the MX record last.",
        "RFC 8461 4.1, 8.3");

    internal static readonly FindingKind MxUnknown = new(
        "MtaStsMxUnknown",
        FindingSeverity.Warning,
        "Not all mail exchangers could be held against the policy",
        "Whether the policy has all of them is not known. Senders deliver to none that it does not have.",
        "Ask again later, or another resolver. Where it stays so, the domain's servers have to be mended.",
        "RFC 8461 4.1, 5");

    internal static readonly FindingKind PatternUnused = new(
        "MtaStsPatternUnused",
        FindingSeverity.Information,
        "A pattern of the policy matches no mail exchanger",
        "It does no harm while hosts change. Left for good, it lets a host be used that the domain no longer means.",
        "Take it out where the host is gone.",
        "RFC 8461 8.3");

    internal static readonly FindingKind NotEnforced = new(
        "MtaStsNotEnforced",
        FindingSeverity.Warning,
        "The policy is in mode testing",
        "Senders deliver also where the server cannot be authenticated: the mail is not protected yet.",
        "Read the TLS reports; when they show no failure for some weeks, go to mode enforce.",
        "RFC 8461 5");

    internal static readonly FindingKind ModeNone = new(
        "MtaStsModeNone",
        FindingSeverity.Information,
        "The policy says that there is none",
        "The domain takes MTA-STS back; its mail is not protected by it.",
        "When the longest max_age ever published is over, remove record and policy.",
        "RFC 8461 8.3");

    internal static readonly FindingKind PolicyWithoutRecord = new(
        "MtaStsPolicyWithoutRecord",
        FindingSeverity.Warning,
        "There is a host for the policy, but no TXT record",
        "Without the record senders do not look for the policy.",
        "Publish the TXT record under _mta-sts.",
        "RFC 8461 3.1");

    /// <summary>What may be found about MTA-STS, as a chapter of the catalogue.</summary>
    public static FindingGroup Group { get; } = new(
        Id,
        "The record and the policy of MTA-STS, how the policy is served, and the mail exchangers against it.",
        [
            Missing, RecordInvalid, RecordsMultiple, PolicyUnreachable, CertificateRejected, NotOk, ContentType, TooLarge, PolicyInvalid, PolicyOddity, MaxAgeShort,
            MxNotAllowed, MxUnknown, PatternUnused, NotEnforced, ModeNone, PolicyWithoutRecord,
        ]);
}
