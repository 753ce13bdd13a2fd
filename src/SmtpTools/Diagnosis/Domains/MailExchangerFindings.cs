namespace SmtpTools;

/// <summary>What may be found about a domain's mail exchangers.</summary>
public static class MailExchangerFindings
{
    internal const string Id = "Mx";

    internal static readonly FindingKind DomainMissing = Error(
        "MxDomainMissing", "The domain does not exist", "No mail reaches it, and mail from it is refused by many.", "Check the spelling, and that the registration has not run out.", "RFC 5321 5.1; RFC 8020");

    internal static readonly FindingKind NoMailServer = Error(
        "MxMissing", "The domain has neither an MX record nor an address", "Mail for it is returned, and mail from it is refused by many.", "Publish MX records; for a domain without mail a null MX: MX 0 .", "RFC 5321 5.1; RFC 7505");

    internal static readonly FindingKind DanglingAlias = Error(
        "MxDanglingAlias", "The domain is an alias of a name that does not exist", "Mail for it is returned. Who registers the missing name gets the mail, and speaks for the domain.", "Take the alias out, or have the name behind it published again.", "RFC 5321 5.1; RFC 6604 2.1");

    internal static readonly FindingKind NoneUsable = Error(
        "MxNoneUsable", "None of the MX records leads to a host with an address", "Mail for the domain is returned.", "Mend the host names in the MX records, or their addresses.", "RFC 5321 5.1");

    internal static readonly FindingKind LookupFailed = Error(
        "MxLookupFailed", "A mail exchanger could not be asked for", "Senders that get no answer either deliver later, or to other hosts.", "See that the servers of the host's zone answer, and that its signatures are valid.", "RFC 5321 5.1");

    internal static readonly FindingKind IpLiteral = Error(
        "MxIpLiteral", "An MX record holds an address", "Most senders find no host under it.", "Name a host in the MX record, and give that host the address.", "RFC 1035 3.3.9; RFC 5321 5.1");

    internal static readonly FindingKind AliasLoop = Error(
        "MxAliasLoop", "A mail exchanger's name is an alias that leads back to itself", "No mail reaches this host.", "Give the host an A or AAAA record in place of the alias.", "RFC 1034 3.6.2");

    internal static readonly FindingKind NoAddress = Error(
        "MxNoAddress", "A mail exchanger has no address", "Senders lose time, and with no other host the mail is returned. Who registers the missing name gets the mail.", "Give the host an address, or take it out of the MX records.", "RFC 5321 5.1");

    internal static readonly FindingKind NonGlobal = Error(
        "MxNonGlobalAddress", "A mail exchanger's address is not reached from the Internet", "No mail arrives by this address; a sender may reach a machine of its own.", "Publish the public address only.", "RFC 6890; RFC 5321 5.1");

    internal static readonly FindingKind Alias = Warning(
        "MxAlias", "A mail exchanger's name is an alias", "Most senders follow it; some do not, and certificate checks by DANE become harder.", "Name the host itself in the MX record.", "RFC 2181 10.3; RFC 5321 5.1");

    internal static readonly FindingKind InvalidName = Warning(
        "MxInvalidHostName", "A mail exchanger's name is no host name", "Some senders refuse it.", "Use letters, digits and hyphens.", "RFC 1123 2.1");

    internal static readonly FindingKind Duplicate = Warning(
        "MxDuplicate", "A host stands in more than one MX record", "Senders try the same host again in vain.", "Leave one record for each host.", "RFC 5321 5.1");

    internal static readonly FindingKind MalformedNull = Warning(
        "MxNullMalformed", "A null MX beside other MX records, or with a preference other than 0", "What is meant is not clear; senders differ.", "For a domain without mail leave MX 0 . alone; else take it out.", "RFC 7505 3");

    internal static readonly FindingKind TooMany = Warning(
        "MxTooMany", "More MX records or addresses than are looked at", "Answers become large, and senders pass over some.", "Use fewer hosts.", "RFC 5321 5.1");

    internal static readonly FindingKind Implicit = Warning(
        "MxImplicit", "There is no MX record; the domain's own address stands in for one", "Often a web server gets the mail, or nobody does.", "Publish an MX record, or a null MX where no mail is meant.", "RFC 5321 5.1");

    internal static readonly FindingKind NullMx = Information(
        "MxNull", "The domain takes no mail", "Senders return mail for it at once.", "Nothing, where that is meant.", "RFC 7505");

    internal static readonly FindingKind Single = Information(
        "MxSingle", "There is one mail exchanger with one address", "While it does not answer, mail waits at the senders.", "A second host helps only where it is kept as well as the first.", "RFC 5321 5.1");

    internal static readonly FindingKind NoIpv6 = Information(
        "MxNoIpv6", "No mail exchanger has an IPv6 address", "Senders that have IPv6 alone do not reach it.", "Give the hosts AAAA records when they listen on IPv6.", "RFC 3596; RFC 5321 5.1");

    internal static readonly FindingKind NotConfirmed = Information(
        "MxReverseNotConfirmed", "A mail exchanger's address has no name that leads back to it", "For receiving that does not matter. When the host sends, many receivers refuse its mail.", "Where the host sends mail, have its provider set the PTR record to a name that has this address.", "RFC 8601 2.7.3");

    internal static readonly FindingKind SingleNameServer = Warning(
        "MxSingleNameServer", "The domain's zone has one name server", "While it does not answer, neither mail nor anything else finds the domain.", "Have a second name server in another network.", "RFC 1034 4.1; RFC 2182 5");

    internal static readonly FindingKind NullButSends = Warning(
        "MxNullButSends", "The domain takes no mail, and its SPF record lets somebody send for it", "Receivers may refuse mail whose sender can't take the report of its failure.", "Publish \"v=spf1 -all\" where the domain sends nothing, or MX records where it does.", "RFC 7505 4.2");

    /// <summary>What may be found about mail exchangers, as a chapter of the catalogue.</summary>
    public static FindingGroup Group { get; } = new(
        Id,
        "The MX records, their hosts and addresses, and what these are worth.",
        [
            DomainMissing, NoMailServer, DanglingAlias, NoneUsable, LookupFailed, IpLiteral, AliasLoop, NoAddress, NonGlobal, Alias, InvalidName, Duplicate, MalformedNull, TooMany,
            Implicit, NullMx, Single, NoIpv6, NotConfirmed, SingleNameServer, NullButSends,
        ]);

    private static FindingKind Error(string id, string title, string meaning, string remedy, string reference) => new(id, FindingSeverity.Error, title, meaning, remedy, reference);

    private static FindingKind Warning(string id, string title, string meaning, string remedy, string reference) => new(id, FindingSeverity.Warning, title, meaning, remedy, reference);

    private static FindingKind Information(string id, string title, string meaning, string remedy, string reference) => new(id, FindingSeverity.Information, title, meaning, remedy, reference);
}
