namespace SmtpTools;

/// <summary>An address of rua or ruf (RFC 9989 4.6).</summary>
public sealed class DmarcReportUri
{
    internal DmarcReportUri()
    {
    }

    /// <summary>The address as written.</summary>
    public required string Uri { get; init; }

    /// <summary>The mail address, decoded; null for what is no usable mailto.</summary>
    public string? Address { get; init; }

    /// <summary>The host that the reports go to, in ASCII; null where there is none.</summary>
    public string? Host { get; init; }

    /// <summary>Whether receivers have to support the address's kind: only mailto (RFC 9989 4.7).</summary>
    public bool IsSupported { get; init; }

    /// <summary>The size limit of RFC 7489 as written, which is passed over now (RFC 9989 4.8); null where there is none.</summary>
    public string? ObsoleteSizeLimit { get; init; }

    /// <summary>What is wrong with the address, in a sentence; null where it is valid.</summary>
    public string? Fault { get; init; }

    /// <summary>The address as written.</summary>
    /// <returns><see cref="Uri"/>.</returns>
    public override string ToString() => Uri;
}
