namespace SmtpTools;

/// <summary>What may be found about SPF records.</summary>
public static class SpfFindings
{
    internal const string Check = "Spf";

    internal static readonly FindingKind Missing = new(
        "SpfMissing",
        FindingSeverity.Warning,
        "The domain has no SPF record",
        "Receivers cannot tell the domain's own servers from others by their address. Large mailbox providers ask for SPF or DKIM, and DMARC can use it.",
        "Publish a TXT record at the domain: v=spf1 with the servers that send for it, and ~all or -all at its end. A domain that sends no mail publishes v=spf1 -all.",
        "RFC 7208 3.1, 10.1");

    internal static readonly FindingKind Multiple = new(
        "SpfMultiple",
        FindingSeverity.Error,
        "The domain has several SPF records",
        "Every check gives permerror, whatever the records say.",
        "Join them into one record: all mechanisms behind one v=spf1, and one all at the end.",
        "RFC 7208 3.2, 4.5");

    internal static readonly FindingKind SyntaxError = new(
        "SpfSyntaxError",
        FindingSeverity.Error,
        "An SPF record is malformed",
        "One error anywhere in a record makes every check of it a permerror, also for the terms that are right.",
        "Mend the term at the given place. Two strings of one TXT record are joined without a space between them.",
        "RFC 7208 4.6, 12");

    internal static readonly FindingKind Lookalike = new(
        "SpfLookalike",
        FindingSeverity.Warning,
        "A TXT record is nearly an SPF record",
        "Receivers pass over it, because it does not start with v=spf1 and a space.",
        "Write v=spf1, then a space, with nothing before it; or delete the record.",
        "RFC 7208 4.5");

    internal static readonly FindingKind TooManyLookups = new(
        "SpfTooManyLookups",
        FindingSeverity.Error,
        "The record leads to more than 10 DNS look-ups",
        "A check that comes to the eleventh term with DNS queries ends in permerror. Mail from servers that stand behind it is not authorised.",
        "Take out includes that are not needed any more, name networks by ip4 and ip6 where they are your own, and put the services that send for you on subdomains of their own.",
        "RFC 7208 4.6.4");

    internal static readonly FindingKind LookupsAtLimit = new(
        "SpfLookupsAtLimit",
        FindingSeverity.Information,
        "The record leads to 9 or 10 of 10 DNS look-ups",
        "An included record that grows by a term or two makes every check a permerror, without any change of your own.",
        "Free a few look-ups before that happens.",
        "RFC 7208 4.6.4");

    internal static readonly FindingKind TooManyVoidLookups = new(
        "SpfTooManyVoidLookups",
        FindingSeverity.Error,
        "More than 2 look-ups get an empty answer",
        "A check that comes to the third ends in permerror.",
        "Take out the terms whose names have no record.",
        "RFC 7208 4.6.4, 11.1");

    internal static readonly FindingKind TooManyVoidLookupsOfOneFamily = new(
        "SpfTooManyVoidLookupsOfOneFamily",
        FindingSeverity.Warning,
        "More than 2 look-ups get an empty answer for IPv4 clients alone, or for IPv6 clients alone",
        "A check asks for addresses of the client's own family. A client of that family that comes to the third host without one gets permerror, also where a later term would let it pass, or where mail was forwarded; clients of the other family do not.",
        "Name such hosts by ip4 or ip6, give them addresses of both families, or put the terms that clients of that family match before them.",
        "RFC 7208 4.6.4, 5");

    internal static readonly FindingKind EmptyTerm = new(
        "SpfEmptyTerm",
        FindingSeverity.Warning,
        "A term names something that has no record",
        "It authorises nobody, costs a look-up, and counts as an empty one, of which two are allowed.",
        "Take the term out, or mend the name in it.",
        "RFC 7208 4.6.4");

    internal static readonly FindingKind IncludeBroken = new(
        "SpfIncludeBroken",
        FindingSeverity.Error,
        "An include or redirect leads to no usable record",
        "A check that comes there ends in permerror.",
        "Take the term out, or ask its owner for the right name.",
        "RFC 7208 5.2, 6.1");

    internal static readonly FindingKind IncludeUnknown = new(
        "SpfIncludeUnknown",
        FindingSeverity.Warning,
        "A term's name could not be asked for",
        "The servers of that name failed or did not answer. A check that comes there ends in temperror, and mail is deferred.",
        "Ask again later. Where it stays so, its owner has to mend the name's servers.",
        "RFC 7208 5, 8.6");

    internal static readonly FindingKind Loop = new(
        "SpfLoop",
        FindingSeverity.Error,
        "An include or redirect leads back to where it came from",
        "A check that comes there goes round until the limit of 10 look-ups ends it in permerror.",
        "Break the circle.",
        "RFC 7208 4.6.4");

    internal static readonly FindingKind PassAll = new(
        "SpfPassAll",
        FindingSeverity.Error,
        "The record lets everybody send for the domain",
        "Each client that the record names nowhere else gets pass: from +all, here or in an included record, or from a network of prefix length 0, which holds every address of its family. Forged mail passes SPF, and with it DMARC.",
        "End the record with ~all or -all, and name the servers themselves or the smallest network that holds them.",
        "RFC 7208 5.1, 5.2, 5.6, 11.3");

    internal static readonly FindingKind NeutralAll = new(
        "SpfNeutralAll",
        FindingSeverity.Warning,
        "The record says nothing about unknown clients",
        "A client that the record does not name gets neutral, which receivers treat like no record at all.",
        "End the record with ~all or -all.",
        "RFC 7208 2.6.2, 4.7, 8.2");

    internal static readonly FindingKind NoEnd = new(
        "SpfNoEnd",
        FindingSeverity.Warning,
        "The record has neither all nor redirect",
        "Clients that it does not name get neutral, just as if ?all stood at its end.",
        "End the record with ~all or -all.",
        "RFC 7208 4.7");

    internal static readonly FindingKind TermsAfterAll = new(
        "SpfTermsAfterAll",
        FindingSeverity.Warning,
        "Terms stand behind all",
        "They are never looked at: mechanisms behind all do nothing, and a redirect beside all does nothing wherever it stands.",
        "Move the mechanisms before all, and take out either all or redirect.",
        "RFC 7208 5.1, 6.1");

    internal static readonly FindingKind PtrUsed = new(
        "SpfPtrUsed",
        FindingSeverity.Warning,
        "The record uses the client's reverse name",
        "ptr and the macro p are slow, cost a look-up each, are unreliable where DNS fails, and not to be used any more. Some receivers pass over them.",
        "Name the servers by ip4, ip6, a or mx.",
        "RFC 7208 4.6.4, 5.5, 7.2");

    internal static readonly FindingKind UnknownModifier = new(
        "SpfUnknownModifier",
        FindingSeverity.Warning,
        "The record has a modifier that nobody knows",
        "Checks pass over it. It is often a mechanism with an equals sign where a colon belongs, which then authorises nobody.",
        "Write mechanisms with a colon, as in include:example.com, and take out what is not needed.",
        "RFC 7208 4.6.1, 6");

    internal static readonly FindingKind TooLong = new(
        "SpfTooLong",
        FindingSeverity.Warning,
        "The domain's TXT records are long",
        "The answer does not fit into a UDP packet of 512 octets. Where TCP to port 53 is blocked, receivers do not get it.",
        "Shorten the record, and move other TXT records of the domain below it.",
        "RFC 7208 3.4");

    internal static readonly FindingKind DuplicateTerm = new(
        "SpfDuplicateTerm",
        FindingSeverity.Information,
        "A term occurs twice",
        "The second does nothing, and costs its look-ups again.",
        "Take one out.",
        "RFC 7208 4.6.2");

    internal static readonly FindingKind WideNetwork = new(
        "SpfWideNetwork",
        FindingSeverity.Warning,
        "The record authorises a very large network",
        "Whoever gets an address in it can send mail that passes SPF, and with it DMARC.",
        "Name the servers themselves, or the smallest network that holds them.",
        "RFC 7208 11.3; RFC 9989 7.1");

    internal static readonly FindingKind PrivateNetwork = new(
        "SpfPrivateNetwork",
        FindingSeverity.Information,
        "The record names addresses that no Internet mail comes from",
        "They authorise nobody outside your own network, and often show that internal addresses were taken for the public ones.",
        "Name the addresses that your servers send from to the Internet.",
        "RFC 6890 2.2; RFC 1918 3");

    internal static readonly FindingKind SenderId = new(
        "SpfSenderId",
        FindingSeverity.Information,
        "There is a record of Sender ID",
        "Nobody evaluates Sender ID any more.",
        "Take the record that begins with spf2.0 out.",
        "RFC 7208 4.5; RFC 4406 3");

    internal static readonly FindingKind ExplanationBroken = new(
        "SpfExplanationBroken",
        FindingSeverity.Warning,
        "The explanation cannot be shown",
        "Receivers pass over exp where its name has no text record or several.",
        "Publish one text record under that name, or take exp out.",
        "RFC 7208 6.2");

    /// <summary>What is looked at, and what may be found.</summary>
    public static FindingGroup Group { get; } = new(
        Check,
        "The SPF record, every record that it includes or redirects to, and the DNS look-ups of all of them.",
        [
            Missing, Multiple, SyntaxError, Lookalike, TooManyLookups, LookupsAtLimit, TooManyVoidLookups, TooManyVoidLookupsOfOneFamily, EmptyTerm,
            IncludeBroken, IncludeUnknown, Loop, PassAll, NeutralAll, NoEnd, TermsAfterAll, PtrUsed, UnknownModifier, TooLong, DuplicateTerm, WideNetwork, PrivateNetwork, SenderId,
            ExplanationBroken,
        ]);
}
