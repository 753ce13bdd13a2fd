namespace SmtpTools;

/// <summary>What may be found about TLS reporting.</summary>
public static class TlsRptFindings
{
    internal const string Id = "TlsRpt";

    internal static readonly FindingKind Missing = new(
        "TlsRptMissing",
        FindingSeverity.Information,
        "No TLS reports are asked for",
        "When senders fail to reach the servers over TLS, because of a mistake or an attack, the domain hears nothing of it.",
        "Publish \"v=TLSRPTv1; rua=mailto:tls-reports@<domain>\" under _smtp._tls.",
        "RFC 8460 3");

    internal static readonly FindingKind RecordInvalid = new(
        "TlsRptRecordInvalid",
        FindingSeverity.Error,
        "The TXT record of TLS reporting cannot be used",
        "Senders send no reports.",
        "Publish one record of the form \"v=TLSRPTv1; rua=mailto:...\".",
        "RFC 8460 3");

    internal static readonly FindingKind RecordsMultiple = new(
        "TlsRptRecordsMultiple",
        FindingSeverity.Error,
        "More than one TXT record of TLS reporting",
        "Senders act as if there were none.",
        "Leave one record; it may hold several addresses, with commas between them.",
        "RFC 8460 3");

    /// <summary>What may be found about TLS reporting, as a chapter of the catalogue.</summary>
    public static FindingGroup Group { get; } = new(Id, "The record that asks senders for reports about TLS.", [Missing, RecordInvalid, RecordsMultiple]);
}
