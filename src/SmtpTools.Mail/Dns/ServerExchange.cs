using System.Net.Sockets;
using DnsClient;

namespace SmtpTools.Mail.Dns;

/// <summary>One try at one server, over UDP and, where the answer does not fit, TCP (RFC 7766 5). The only caller of DnsClient's client.</summary>
internal sealed class ServerExchange
{
    /// <summary>The size of datagram that is offered: what passes nearly everywhere without fragments.</summary>
    internal const int EdnsSize = 1232;

    private readonly LookupClient _client;

    internal ServerExchange(IReadOnlyList<RecursiveServer> servers) =>
        _client = new LookupClient(new LookupClientOptions([.. servers.SelectMany(s => s.Wire)]) { UseCache = false });

    internal ServerReply Ask(RecursiveServer server, DnsQuestion question, Deadline deadline, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reply = Ask(server, question, deadline, timeout, edns: true, cancellationToken);

        // RFC 6891 7: a server that does not know EDNS says so by these codes, and answers when asked without.
        return reply.Response?.Header.ResponseCode is DnsHeaderResponseCode.FormatError or DnsHeaderResponseCode.NotImplemented
            ? Ask(server, question, deadline, timeout, edns: false, cancellationToken)
            : reply;
    }

    private ServerReply Ask(
        RecursiveServer server, DnsQuestion question, Deadline deadline, TimeSpan timeout, bool edns, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (deadline.Left(timeout) is not { } left)
        {
            return ServerReply.Silent(server);
        }

        var options = new DnsQueryOptions
        {
            Timeout = left,

            // Which server is asked when, and how often, is decided by the caller, who knows the deadline.
            Retries = 0,
            ContinueOnDnsError = false,
            ContinueOnEmptyResponse = false,
            UseCache = false,
            UseTcpFallback = false,

            // The DO flag is what makes a validating resolver tell the AD flag (RFC 3225 3, RFC 4035 3.2.3).
            RequestDnsSecRecords = edns,
            ExtendedDnsBufferSize = edns ? EdnsSize : DnsQueryOptions.MinimumBufferSize,
        };

        try
        {
            return Checked(server, question, _client.QueryServer(server.Wire, question, options));
        }
        catch (DnsResponseException e) when (IsTruncation(e))
        {
            return deadline.Left(timeout) is { } leftForTcp
                ? AskOverTcp(server, question, options, leftForTcp, cancellationToken)
                : ServerReply.Silent(server);
        }
        catch (Exception e) when (IsFailure(e))
        {
            return Failed(server, e, cancellationToken);
        }
    }

    // A blocking connect of DnsClient's would wait for as long as the system does; its asynchronous one heeds the timeout.
    private ServerReply AskOverTcp(
        RecursiveServer server, DnsQuestion question, DnsQueryOptions options, TimeSpan timeout, CancellationToken cancellationToken)
    {
        options.UseTcpOnly = true;
        options.Timeout = timeout;
        try
        {
            var response = _client.QueryServerAsync(server.Wire, question, options, cancellationToken).ConfigureAwait(false).GetAwaiter().GetResult();
            return Checked(server, question, response);
        }
        catch (Exception e) when (IsFailure(e))
        {
            var reply = Failed(server, e, cancellationToken);

            // The truncated answer is not taken for the whole: a record that was cut off would be called absent.
            return reply.Kind == ReplyKind.Silence ? reply : ServerReply.Unusable(server, $"the answer is too long for UDP, and over TCP {reply.Fault}");
        }
    }

    // An answer to another question is none (RFC 5452 4.2). A failure may come without the question.
    private static ServerReply Checked(RecursiveServer server, DnsQuestion question, IDnsQueryResponse response)
    {
        var isAnswer = response.Header.ResponseCode is DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain;
        return isAnswer && !(response.Questions.Count == 1 && IsSame(response.Questions[0], question))
            ? ServerReply.Unusable(server, "it answered another question")
            : ServerReply.Of(server, response);
    }

    private static bool IsSame(DnsQuestion a, DnsQuestion b) =>
        a.QuestionType == b.QuestionType
        && string.Equals(a.QueryName.Original.TrimEnd('.'), b.QueryName.Original.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    private static ServerReply Failed(RecursiveServer server, Exception e, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return e switch
        {
            DnsResponseException { Code: DnsResponseCode.ConnectionTimeout } or OperationCanceledException or TimeoutException =>
                ServerReply.Silent(server),
            DnsXidMismatchException => ServerReply.Unusable(server, "an answer came with another ID"),
            DnsResponseException { InnerException: SocketException socket } => ServerReply.Unusable(server, Said(socket)),
            SocketException socket => ServerReply.Unusable(server, Said(socket)),
            _ => ServerReply.Unusable(server, "its answer cannot be read"),
        };
    }

    private static string Said(SocketException e) => $"it cannot be reached ({e.SocketErrorCode})";

    // With fallback switched off a truncated answer is an exception whose code has no other use without a cause.
    private static bool IsTruncation(DnsResponseException e) => e is { Code: DnsResponseCode.Unassigned, InnerException: null };

    // What an answer can provoke in DnsClient. A defect of ours (null, out of range) is none of these; an odd label is an ArgumentException.
    private static bool IsFailure(Exception e) =>
        e is DnsResponseException or DnsResponseParseException or DnsXidMismatchException or SocketException or IOException
            or TimeoutException or OperationCanceledException or ArgumentException or IndexOutOfRangeException or InvalidOperationException;
}
