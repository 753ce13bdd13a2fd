namespace SmtpTools;

/// <summary>One resource record of an answer.</summary>
/// <param name="Name">The owner's name in ASCII without a trailing dot; "." for the root.</param>
/// <param name="TimeToLive">How long the record may be kept, as the resolver said it.</param>
public abstract record DnsRecord(string Name, TimeSpan TimeToLive)
{
    /// <summary>The record type that a class of records stands for.</summary>
    /// <typeparam name="TRecord">One of the sealed record classes.</typeparam>
    /// <returns>The type to ask for.</returns>
    /// <exception cref="NotSupportedException">The class stands for no single type, as <see cref="AddressRecord"/> does not.</exception>
    public static DnsRecordType TypeOf<TRecord>()
        where TRecord : DnsRecord => RecordTypeOf<TRecord>.Value;

    // Looked up once for each class, and not at each question.
    private static class RecordTypeOf<TRecord>
    {
        internal static DnsRecordType Value =>
            Known != DnsRecordType.None ? Known : throw new NotSupportedException($"{typeof(TRecord).Name} stands for no single record type.");

        private static readonly DnsRecordType Known = typeof(TRecord) switch
        {
            var t when t == typeof(ARecord) => DnsRecordType.A,
            var t when t == typeof(AaaaRecord) => DnsRecordType.Aaaa,
            var t when t == typeof(CnameRecord) => DnsRecordType.Cname,
            var t when t == typeof(MxRecord) => DnsRecordType.Mx,
            var t when t == typeof(NsRecord) => DnsRecordType.Ns,
            var t when t == typeof(SoaRecord) => DnsRecordType.Soa,
            var t when t == typeof(PtrRecord) => DnsRecordType.Ptr,
            var t when t == typeof(TlsaRecord) => DnsRecordType.Tlsa,
            var t when t == typeof(TxtRecord) => DnsRecordType.Txt,
            _ => DnsRecordType.None,
        };
    }
}
