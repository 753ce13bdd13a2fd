namespace SmtpTools.Dns;

/// <summary>What makes two questions the same one: the name without regard to case and final dot (RFC 4343), and the type.</summary>
internal readonly record struct DnsQuestionKey(string Name, DnsRecordType Type)
{
    internal static DnsQuestionKey Of(string name, DnsRecordType type) =>
        new((name.Length > 1 && name[name.Length - 1] == '.' ? name.Substring(0, name.Length - 1) : name).ToLowerInvariant(), type);
}
