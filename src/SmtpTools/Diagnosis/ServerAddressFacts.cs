using System.Net.Sockets;

namespace SmtpTools;

/// <summary>One address of a server, asked by itself up to TLS: what a sender meets that happens to choose it.</summary>
public sealed class ServerAddressFacts
{
    internal ServerAddressFacts()
    {
    }

    /// <summary>The address.</summary>
    public required string Address { get; init; }

    /// <summary>The family: InterNetwork for IPv4, InterNetworkV6 for IPv6.</summary>
    public AddressFamily Family { get; init; }

    /// <summary>What came of connecting.</summary>
    public ConnectOutcome Outcome { get; init; }

    /// <summary>What ended the session early, in words; null where it went to its end.</summary>
    public string? Error { get; init; }

    /// <summary>Whether this computer has a route to the address at all. Without one nothing is known about the server.</summary>
    public bool HasRoute { get; init; } = true;

    /// <summary>How long each phase took.</summary>
    public SmtpPhaseTimes Times { get; init; } = new();

    /// <summary>The greeting; null where none came.</summary>
    public SmtpReply? Greeting { get; init; }

    /// <summary>The name that the server gives itself in its reply to EHLO; null where it was not reached.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether STARTTLS is offered; null where that is not known.</summary>
    public bool? StartTlsOffered { get; init; }

    /// <summary>What is offered, under TLS where that came about; null where EHLO was not reached.</summary>
    public SmtpExtensions? Extensions { get; init; }

    /// <summary>The TLS version; null without a handshake.</summary>
    public string? TlsProtocol { get; init; }

    /// <summary>The SHA-256 fingerprint of the server's certificate; null where there is none.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>Whether the certificate's chain holds; null without a handshake.</summary>
    public bool? IsCertificateTrusted { get; init; }

    /// <summary>Whether the certificate is for the server's name; null without a handshake.</summary>
    public bool? IsCertificateNameMatched { get; init; }

    /// <summary>The address and what came of it.</summary>
    /// <returns>Such as <c>192.0.2.1: mx.example.com, TLS 1.3</c>.</returns>
    public override string ToString() => $"{Address}: {Error ?? $"{ServerName ?? "connected"}, {TlsProtocol ?? "no TLS"}"}";
}
