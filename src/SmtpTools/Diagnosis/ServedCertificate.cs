namespace SmtpTools;

/// <summary>The certificate that a server shows to clients that ask for one kind of key. Each kind is trusted, named and dated by itself.</summary>
public sealed class ServedCertificate
{
    internal ServedCertificate(string keyKind, string protocol, TlsFacts? facts)
    {
        KeyKind = keyKind;
        Protocol = protocol;
        Certificate = facts?.Certificate;
        SentChain = facts?.SentChain ?? [];
        Faults = facts?.Faults;
        FaultDetails = facts?.FaultDetails ?? [];
    }

    /// <summary>The kind of key that was asked for: <c>RSA</c>, or <c>ECDSA</c>, which stands for EdDSA too.</summary>
    public string KeyKind { get; }

    /// <summary>The version in which it was seen, as in <c>TLS 1.2</c>.</summary>
    public string Protocol { get; }

    /// <summary>The certificate; null where the server has one of the kind and shows it under encryption only, as in TLS 1.3.</summary>
    public CertificateFacts? Certificate { get; }

    /// <summary>The chain in the very order in which it was sent, the server's own certificate first; empty where it was not seen.</summary>
    public IReadOnlyList<CertificateFacts> SentChain { get; }

    /// <summary>What is wrong with it here; null where it was not seen.</summary>
    public CertificateFaults? Faults { get; }

    /// <summary>Each fault in words.</summary>
    public IReadOnlyList<string> FaultDetails { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{KeyKind}: {Certificate?.ToString() ?? $"there, and not seen in {Protocol}"}";
}
