using System.Collections.Specialized;
using DnsClient;
using Wire = DnsClient.Protocol;

namespace SmtpTools.Mail.Dns;

/// <summary>Asks the servers in turn until one answers: each once, then those again that were silent, until the deadline.</summary>
internal sealed class ServerRounds
{
    private readonly IReadOnlyList<RecursiveServer> _servers;
    private readonly ServerExchange _exchange;
    private readonly int _tries;
    private readonly TimeSpan _timeoutOfTry;
    private int _first;

    internal ServerRounds(IReadOnlyList<RecursiveServer> servers, MailDnsOptions options)
    {
        _servers = servers;
        _tries = options.Tries;
        _timeoutOfTry = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, options.Timeout.Ticks / (servers.Count * options.Tries)));
        _exchange = new ServerExchange(servers, _timeoutOfTry, options.UseTcpOnly);
    }

    /// <summary>Asks one question.</summary>
    /// <returns>The response that answers it, or what went wrong at the servers.</returns>
    internal (ServerReply? Answer, RoundFailure? Failure) Ask(DnsQuestion question, Deadline deadline, CancellationToken cancellationToken)
    {
        RoundFailure? failure = null;
        var hasAnswered = new BitVector32();

        // A dead server that stands first in the list would cost its time-out with each question: the last one that answered goes first.
        var first = Volatile.Read(ref _first);
        for (var turn = 0; turn < _tries * _servers.Count; turn++)
        {
            var at = (first + turn) % _servers.Count;
            if (hasAnswered[1 << at])
            {
                continue;
            }

            if (deadline.Left(_timeoutOfTry) is null)
            {
                break;
            }

            var reply = _exchange.Ask(_servers[at], question, deadline, isAgain: turn >= _servers.Count, cancellationToken);
            if (IsAnswer(reply))
            {
                Volatile.Write(ref _first, at);
                return (reply, null);
            }

            failure ??= new RoundFailure();
            failure.Add(reply);

            // It has answered, and would again in the same way (RFC 9520 3.1 warns against insisting).
            hasAnswered[1 << at] = reply.Kind == ReplyKind.Response;
        }

        return (null, failure ?? new RoundFailure());
    }

    /// <summary>Whether a response without records is a referral: name servers and no SOA (RFC 2308 2.2).</summary>
    internal static bool IsReferral(IDnsQueryResponse response) =>
        response.Answers.Count == 0
        && response.Authorities.Any(r => r.RecordType == Wire.ResourceRecordType.NS)
        && !response.Authorities.Any(r => r.RecordType == Wire.ResourceRecordType.SOA);

    private static bool IsAnswer(ServerReply reply) => reply.Response is { } response && response.Header.ResponseCode switch
    {
        DnsHeaderResponseCode.NotExistentDomain => true,
        DnsHeaderResponseCode.NoError => !IsReferral(response),
        _ => false,
    };
}
