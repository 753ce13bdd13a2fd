namespace SmtpTools.TlsHello;

/// <summary>What a server answered to a <see cref="ClientHello"/>, as far as it is in plaintext.</summary>
internal sealed class ServerFlight
{
    /// <summary>The version that it chose; null where it chose none.</summary>
    public TlsVersion? Version { get; set; }

    /// <summary>The number of the suite that it chose; null where it chose none.</summary>
    public ushort? Suite { get; set; }

    /// <summary>Whether it asked for a key of another group (RFC 8446 4.1.4), which it names.</summary>
    public bool IsRetry { get; set; }

    /// <summary>The group of the key exchange; null where none was named.</summary>
    public ushort? Group { get; set; }

    /// <summary>The size of the finite field of DHE, or of the RSA key of an export suite; null where there is none.</summary>
    public int? KeyExchangeBits { get; set; }

    public bool IsCompressed { get; set; }

    /// <summary>Whether it gave the session an id under which it can be taken up again (RFC 5246 7.4.1.3).</summary>
    public bool HasSessionId { get; set; }

    /// <summary>The types of the extensions in its hello.</summary>
    public IReadOnlyList<ushort> Extensions { get; set; } = [];

    /// <summary>Its certificates in DER, as they were sent; none in TLS 1.3, which encrypts them.</summary>
    public IReadOnlyList<byte[]> Certificates { get; set; } = [];

    /// <summary>The alert by which it refused; null for none.</summary>
    public string? Alert { get; set; }

    /// <summary>What kept the answer from being read; null where it was read.</summary>
    public string? Fault { get; set; }

    /// <summary>Whether it agreed to something.</summary>
    public bool IsAgreed => Version is not null && Suite is not null && Alert is null;

    /// <summary>Whether it knows of secure renegotiation (RFC 5746 3.6).</summary>
    public bool HasSecureRenegotiation => Extensions.Contains((ushort)0xFF01);

    /// <summary>Whether it will give a ticket by which the session can be taken up again (RFC 5077 3.2).</summary>
    public bool OffersTicket => Extensions.Contains((ushort)35);

    /// <summary>Whether the session's keys are bound to this handshake (RFC 7627).</summary>
    public bool HasExtendedMasterSecret => Extensions.Contains((ushort)23);

    public override string ToString() =>
        IsAgreed ? $"{TlsRegistry.NameOf(Version!.Value)} {CipherSuites.Of(Suite!.Value)}" : Alert ?? Fault ?? "no answer";
}
