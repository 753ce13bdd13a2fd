namespace SmtpTools;

/// <summary>A mail exchanger, and whether the domain's policy has it.</summary>
public sealed class MtaStsHost
{
    internal MtaStsHost(MailExchanger exchanger, bool isAllowed)
    {
        Host = exchanger.Host;
        Preference = exchanger.Preference;
        IsAllowed = isAllowed;
    }

    /// <summary>The name that the MX record has.</summary>
    public string Host { get; }

    /// <summary>The preference.</summary>
    public int Preference { get; }

    /// <summary>Whether one of the policy's patterns matches it (RFC 8461 4.1).</summary>
    public bool IsAllowed { get; }

    /// <summary>The host, and whether the policy has it.</summary>
    /// <returns>Such as <c>mx.example.com: allowed</c>.</returns>
    public override string ToString() => $"{Host}: {(IsAllowed ? "allowed" : "not in the policy")}";
}
