using System.Net;
using SmtpTools.Authentication;

namespace SmtpTools;

/// <summary>
/// Finds in a message's Received fields who delivered it to servers whose word is taken. Every server writes its field above the others (RFC
/// 5321 4.4), so that trust begins at the top and ends with the first client that is none of those servers: what stands below, the sender may
/// have invented, whatever names it bears.
/// </summary>
public sealed class ReceivedTrail
{
    /// <summary>The most Received fields that are looked at; more is a loop (RFC 5321 6.3).</summary>
    public const int MaxHops = 200;

    private ReceivedTrail(IReadOnlyList<ReceivedHop> hops, ReceivedHop? client, string? reason) => (Hops, Client, Reason) = (hops, client, reason);

    /// <summary>The Received fields, topmost first.</summary>
    public IReadOnlyList<ReceivedHop> Hops { get; }

    /// <summary>The trusted field that tells of the client that is none of the trusted servers; null for none.</summary>
    public ReceivedHop? Client { get; }

    /// <summary>Why there is none, in a sentence; null where there is one.</summary>
    public string? Reason { get; }

    /// <summary>The MAIL FROM address from a Return-Path field that a trusted server wrote; null for none, empty for the null sender.</summary>
    public string? ReturnPath { get; private set; }

    /// <summary>Reads the fields of a message.</summary>
    /// <param name="headers">All header fields of the message, topmost first.</param>
    /// <param name="trustedHosts">
    /// The servers whose word is taken, by name (<c>mx.example.org</c>, <c>*.example.org</c>), address or network. A name tells who may have
    /// written the field; an address is that of a relay of one's own, of which the next server had the message.
    /// </param>
    /// <exception cref="ArgumentException">One of them is neither a name nor an address.</exception>
    public static ReceivedTrail Read(IReadOnlyList<MailHeader> headers, IEnumerable<string> trustedHosts)
    {
        var hosts = new TrustedHosts(trustedHosts ?? throw new ArgumentNullException(nameof(trustedHosts)));
        var hops = (headers ?? throw new ArgumentNullException(nameof(headers)))
            .Select((header, position) => (header, position))
            .Where(field => field.header.Name.Equals("Received", StringComparison.OrdinalIgnoreCase))
            .Take(MaxHops)
            .Select((field, i) => ReceivedHop.Read(field.header.Value, i + 1, field.position))
            .ToList();
        var trail = Follow(hops, hosts);

        // The server that delivers writes Return-Path above all that it was given (RFC 5321 4.4).
        var returnPath = headers.Take(trail.Client?.Position ?? 0).FirstOrDefault(header => header.Name.Equals("Return-Path", StringComparison.OrdinalIgnoreCase));
        trail.ReturnPath = returnPath?.Value.Trim().TrimStart('<').TrimEnd('>').Trim();
        return trail;
    }

    private static ReceivedTrail Follow(List<ReceivedHop> hops, TrustedHosts hosts)
    {
        if (hosts.IsEmpty)
        {
            return new ReceivedTrail(hops, null, hops.Count > 0 && hops[0].By is { } top
                ? $"Neither the client nor a server whose Received field tells of it was named; the topmost field was written by {top}, if that is yours."
                : "Neither the client nor a server whose Received field tells of it was named.");
        }

        var isHandedOver = false;
        foreach (var hop in hops)
        {
            // A note without "from" and "by", as qmail writes them, says nothing that counts.
            if (!hop.NamesClient && hop.By is null)
            {
                continue;
            }

            if (!hosts.Contains(hop.By) && !(isHandedOver && hop.By == "localhost"))
            {
                return new ReceivedTrail(hops, null, hop.Number == 1
                    ? $"The topmost Received field was written by {hop.By ?? "nobody who says so"} and not by {hosts}, so that none is trusted."
                    : $"Received field {hop.Number}, below the trusted ones, was written by {hop.By ?? "nobody who says so"} and not by {hosts}.");
            }

            hop.IsTrusted = true;
            if (!hop.NamesClient)
            {
                isHandedOver = true;
                continue;
            }

            if (hop.ClientAddress is not { } address)
            {
                return new ReceivedTrail(hops, null, $"Received field {hop.Number}, of {hop.By}, names no client address.");
            }

            isHandedOver = IPAddress.IsLoopback(address);
            if (!isHandedOver && !hosts.Contains(address))
            {
                return new ReceivedTrail(hops, hop, null);
            }
        }

        return new ReceivedTrail(hops, null, hops.Count == 0 ? "The message has no Received field." : $"The message did not come from outside of {hosts}, as its Received fields have it.");
    }
}
