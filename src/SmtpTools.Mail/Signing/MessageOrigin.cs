using System.Net;
using MimeKit;

namespace SmtpTools.Signing;

/// <summary>Who delivered a message, and how that is known: told by whoever asks, or by a server whose word is taken.</summary>
internal sealed class MessageOrigin
{
    /// <summary>The client for SPF; null where it is not known.</summary>
    public SpfClient? Client { get; private init; }

    /// <summary>How the client is known; null where it is not.</summary>
    public string? ClientSource { get; private init; }

    /// <summary>The MAIL FROM address; null where it is not known, empty for the null sender.</summary>
    public string? MailFrom { get; private init; }

    /// <summary>How MAIL FROM is known; null where it is not.</summary>
    public string? MailFromSource { get; private init; }

    /// <summary>The server whose word was taken, or the first that was named; null for none.</summary>
    public string? Server { get; private init; }

    /// <summary>The Received fields.</summary>
    public IReadOnlyList<ReceivedHop> Hops { get; private init; } = [];

    /// <summary>What was used and why not more, in sentences.</summary>
    public IReadOnlyList<string> Reasons { get; private init; } = [];

    /// <summary>Finds it.</summary>
    /// <exception cref="ArgumentException">A trusted host is neither a name nor an address.</exception>
    public static MessageOrigin Of(MimeMessage raw, MailAuthenticationOptions options)
    {
        // As written: what a client chose to be called may look like an encoded word (RFC 2047) and hide anything.
        var trail = ReceivedTrail.Read(raw.Headers.Select(header => new MailHeader(header.Field, RawText.Of(header))).ToArray(), options.TrustedHosts);
        var hop = options.ClientAddress is null ? trail.Client : null;
        var address = options.ClientAddress ?? (hop?.Address is { } seen ? IPAddress.Parse(seen) : null);
        var helo = options.Helo ?? hop?.Helo;
        var mailFrom = (options.MailFrom ?? trail.ReturnPath)?.Trim().TrimStart('<').TrimEnd('>');
        var reasons = new List<string>();
        if (address is null)
        {
            reasons.Add($"spf: not checked. {trail.Reason}");
        }
        else
        {
            if (hop is not null)
            {
                reasons.Add($"spf: the client is {address}, of whom {hop.By} had the message (Received field {hop.Number}).");
            }

            if (mailFrom is null)
            {
                reasons.Add($"spf: the MAIL FROM address is not known, which DMARC needs; {(helo is null ? "nor is the HELO name, so that nothing is checked." : "the HELO name alone is checked.")}");
            }
        }

        return new MessageOrigin
        {
            Client = address is null || (mailFrom is null && helo is null) ? null : new SpfClient(address, mailFrom, helo),
            ClientSource = options.ClientAddress is not null ? "given" : hop is null ? null : $"Received field {hop.Number}, by {hop.By}",
            MailFrom = mailFrom,
            MailFromSource = options.MailFrom is not null ? "given" : mailFrom is null ? null : $"Return-Path, above Received field {trail.Client!.Number}",
            Server = hop?.By ?? options.TrustedHosts.FirstOrDefault(host => !host.Contains('*') && !host.Contains('/') && !host.Contains(':') && DomainName.TryParse(host, out _)),
            Hops = trail.Hops,
            Reasons = reasons,
        };
    }
}
