using System.Net;

namespace SmtpTools.Transport;

/// <summary>The order in which the addresses of a host are tried.</summary>
internal static class AddressOrder
{
    /// <summary>
    /// Alternates between the families, beginning with that of the first address (RFC 8305 4), so that a machine without one of them loses one
    /// attempt and no more.
    /// </summary>
    public static IEnumerable<IPAddress> Alternate(IEnumerable<IPAddress> addresses) =>
        addresses.GroupBy(static address => address.AddressFamily)
            .SelectMany(static family => family.Select(static (address, at) => (address, at)))
            .OrderBy(static one => one.at)
            .Select(static one => one.address);
}
