namespace SmtpTools;

/// <summary>A mail exchanger against its domain's MTA-STS policy (RFC 8461 4).</summary>
public sealed class ServerMtaStsFacts
{
    internal ServerMtaStsFacts()
    {
    }

    /// <summary>Whether the domain has a policy that can be used.</summary>
    public required DomainRecordStatus Status { get; init; }

    /// <summary>What stands behind the status, in a sentence; null where there is a policy.</summary>
    public string? Detail { get; init; }

    /// <summary>The policy's mode; null without a policy.</summary>
    public MtaStsMode? Mode { get; init; }

    /// <summary>Whether one of the policy's patterns matches the server's name; null without a policy.</summary>
    public bool? IsAllowed { get; init; }

    /// <summary>Whether the server was reached over TLS; null without a policy, or where the test did not come so far.</summary>
    public bool? IsEncrypted { get; init; }

    /// <summary>Whether the certificate is for the server's name and leads to a trusted root (RFC 8461 4.2); null without a policy or a handshake.</summary>
    public bool? IsCertificateValid { get; init; }

    /// <summary>Whether senders with MTA-STS find the server as the policy says; null without a policy, or where that is not known.</summary>
    public bool? IsFulfilled => IsAllowed == false || IsEncrypted == false || IsCertificateValid == false ? false
        : IsAllowed == true && IsEncrypted == true && IsCertificateValid == true ? true : null;

    /// <summary>The status, the mode, and whether the server fulfils the policy.</summary>
    /// <returns>Such as <c>Found, Enforce, fulfilled</c>.</returns>
    public override string ToString() => Mode is null ? Status.ToString() : $"{Status}, {Mode}, {IsFulfilled switch { true => "fulfilled", false => "not fulfilled", null => "not known" }}";
}
