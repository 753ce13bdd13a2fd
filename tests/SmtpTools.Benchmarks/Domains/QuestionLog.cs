using System.Collections.Concurrent;

namespace SmtpTools.Benchmarks.Domains;

/// <summary>Stands between the cache and the network, and notes what is asked for.</summary>
internal sealed class QuestionLog(IMailDns inner) : IMailDns
{
    private readonly ConcurrentQueue<(string Name, DnsRecordType Type)> _asked = new();

    public IReadOnlyCollection<(string Name, DnsRecordType Type)> Asked => _asked;

    public DnsAnswer<TRecord> Query<TRecord>(string name, CancellationToken cancellationToken = default)
        where TRecord : DnsRecord
    {
        var answer = inner.Query<TRecord>(name, cancellationToken);
        _asked.Enqueue((name, answer.Type));
        return answer;
    }
}
