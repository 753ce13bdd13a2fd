namespace SmtpTools;

/// <summary>What is known after one DNS question for one type of record.</summary>
/// <typeparam name="TRecord">The type of record that was asked for.</typeparam>
public sealed class DnsAnswer<TRecord> : DnsAnswer
    where TRecord : DnsRecord
{
    /// <inheritdoc/>
    public override DnsRecordType Type => DnsRecord.TypeOf<TRecord>();

    /// <summary>The records, in the order in which the resolver gave them; empty unless the outcome is Found.</summary>
    public IReadOnlyList<TRecord> Records { get; init; } = [];
}
