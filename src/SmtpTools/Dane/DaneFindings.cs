namespace SmtpTools;

/// <summary>What may be found about DANE.</summary>
public static class DaneFindings
{
    internal const string Id = "Dane";

    internal static readonly FindingKind UsageUnusable = new(
        "TlsaUsageUnusable",
        FindingSeverity.Warning,
        "A TLSA record has a usage that SMTP does not know",
        "Usages 0 (PKIX-TA) and 1 (PKIX-EE) mean nothing for mail servers. Where no other record is usable, senders require TLS and authenticate nobody.",
        "Publish 3 1 1 (the server's own key) or 2 1 1 (the key of its authority) in its place.",
        "RFC 7672 3.1.3");

    internal static readonly FindingKind Malformed = new(
        "TlsaMalformed",
        FindingSeverity.Error,
        "A TLSA record cannot be read",
        "Senders pass over the record. Where no other record matches, they deliver nothing.",
        "Make the record anew from the certificate in use, and compare the number of digits: 64 for SHA2-256, 128 for SHA2-512.",
        "RFC 6698 2.1");

    internal static readonly FindingKind AllUnusable = new(
        "TlsaAllUnusable",
        FindingSeverity.Error,
        "None of a server's TLSA records is usable",
        "Senders with DANE require TLS but take any certificate, so that the records protect against eavesdroppers and not against impostors.",
        "Publish a record of usage 3 or 2 that matches the server's certificate.",
        "RFC 7672 2.2");

    internal static readonly FindingKind MxNotSecure = new(
        "TlsaMxNotSecure",
        FindingSeverity.Warning,
        "TLSA records without secure MX records",
        "An attacker who forges the MX records sends the mail elsewhere, and the hosts' TLSA records do not help.",
        "Sign the domain's own zone with DNSSEC, and have its DS record published. Where it is signed: ask a resolver that validates and that you trust.",
        "RFC 7672 2.2.1");

    internal static readonly FindingKind HostNotSecure = new(
        "TlsaHostNotSecure",
        FindingSeverity.Information,
        "A mail exchanger's name is not secured by DNSSEC",
        "DANE is not possible for this host. Its mail is protected by opportunistic TLS, and by MTA-STS where the domain has it.",
        "Where the host is yours, sign its zone; a provider may offer host names in a signed zone.",
        "RFC 7672 2.2.2");

    internal static readonly FindingKind RecordNotSecure = new(
        "TlsaRecordNotSecure",
        FindingSeverity.Warning,
        "TLSA records that DNSSEC does not secure",
        "Senders must not use them: they are as good as not there.",
        "Sign the zone that holds them; look for a delegation without DS record between the host's name and the records.",
        "RFC 6698 4.1; RFC 7672 2.2");

    internal static readonly FindingKind Partial = new(
        "TlsaPartial",
        FindingSeverity.Warning,
        "Some mail exchangers have TLSA records and others do not",
        "An attacker who blocks the way to the protected hosts makes senders use the others.",
        "Publish TLSA records for every host of the MX records.",
        "RFC 7672 2.2.1");

    internal static readonly FindingKind LookupFailed = new(
        "TlsaLookupFailed",
        FindingSeverity.Error,
        "TLSA records could not be asked for",
        "Senders with DANE take a failure for an attack and deliver nothing to this host, so that mail waits and is returned in the end.",
        "See that the zone's servers answer questions for TLSA records, also with \"no such record\", and that its signatures are valid.",
        "RFC 7672 2.1.2");

    internal static readonly FindingKind ResolverNotTrusted = new(
        "TlsaResolverNotTrusted",
        FindingSeverity.Information,
        "Whether the TLSA records are secure is not known here",
        "The resolver says so, but anybody on the way to it can forge that.",
        "Ask a validating resolver on this machine, or say with -TrustDnsServer that the way to it is protected.",
        "RFC 7672 2.1.3");

    internal static readonly FindingKind TooMany = new(
        "TlsaTooMany",
        FindingSeverity.Warning,
        "More mail exchangers or TLSA records than are looked at",
        "What was left out is not judged; a domain with hosts that were left out is not called protected. The answers are large, and some senders pass over a part of them.",
        "Use fewer hosts, and take out the records of keys that are out of use.",
        "RFC 7672 2.2; RFC 7671 8.1, 10.1.1");

    internal static readonly FindingKind NoRollover = new(
        "TlsaNoRollover",
        FindingSeverity.Information,
        "One TLSA record, and no second for the next key",
        "At the next change of the key, mail stops until the record is changed and the old one has run out of all caches.",
        "Before the change publish the next key's record beside it for longer than the TTL (3 1 1 current + 3 1 1 next), or one of the authority (2 1 1).",
        "RFC 7671 8.1, 8.4");

    internal static readonly FindingKind CertificatePinned = new(
        "TlsaCertificatePinned",
        FindingSeverity.Information,
        "A TLSA record is about the certificate and not its key",
        "It is outdated with each renewal, also one that keeps the key.",
        "Publish the key's digest (selector 1), and keep the key when the certificate is renewed.",
        "RFC 7671 5.1");

    internal static readonly FindingKind FullData = new(
        "TlsaFullData",
        FindingSeverity.Information,
        "A TLSA record holds a whole certificate or key",
        "The answer is large; it may not fit into a datagram, and some resolvers and firewalls lose such answers.",
        "Publish a SHA2-256 digest (matching type 1).",
        "RFC 7671 10.1.1; RFC 7672 3.1.2");

    /// <summary>What may be found about DANE, as a chapter of the catalogue.</summary>
    public static FindingGroup Group { get; } = new(
        Id,
        "The TLSA records of the mail exchangers, and whether DNSSEC secures them.",
        [UsageUnusable, Malformed, AllUnusable, MxNotSecure, HostNotSecure, RecordNotSecure, Partial, LookupFailed, ResolverNotTrusted, TooMany, NoRollover, CertificatePinned, FullData]);
}
