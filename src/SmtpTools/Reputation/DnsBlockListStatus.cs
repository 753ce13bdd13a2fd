namespace SmtpTools;

/// <summary>What a DNS block list says of an address (RFC 5782). Only the first two are answers about the address.</summary>
public enum DnsBlockListStatus
{
    /// <summary>The address is not on the list.</summary>
    NotListed,

    /// <summary>The address is on the list.</summary>
    Listed,

    /// <summary>The list does not answer this resolver: it is a public one, or has asked too much. Nothing is known about the address.</summary>
    Refused,

    /// <summary>The list does not work: it lists what it must not, or not what it must (RFC 5782 5). Nothing is known about the address.</summary>
    Unusable,

    /// <summary>The servers failed, so that nothing is known.</summary>
    ServerFailure,

    /// <summary>No server answered in time, so that nothing is known.</summary>
    Timeout,

    /// <summary>The list was not asked: the address is not reached from the Internet, or the list holds no addresses of its kind.</summary>
    NotAsked,
}
