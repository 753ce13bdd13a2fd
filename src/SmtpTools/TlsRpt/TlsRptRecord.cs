namespace SmtpTools;

/// <summary>The TXT record that asks for reports about TLS (RFC 8460 3).</summary>
public sealed class TlsRptRecord
{
    internal TlsRptRecord(string text, IReadOnlyList<string> reportUris, IReadOnlyList<string> extensions)
    {
        Text = text;
        ReportUris = reportUris;
        Extensions = extensions;
    }

    /// <summary>The record as published.</summary>
    public string Text { get; }

    /// <summary>Where reports go: mailto and https addresses, as published. Of several, each gets them.</summary>
    public IReadOnlyList<string> ReportUris { get; }

    /// <summary>Fields that the standard does not know, as published.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>The record as published.</summary>
    /// <returns>Such as <c>v=TLSRPTv1; rua=mailto:reports@example.com</c>.</returns>
    public override string ToString() => Text;
}
