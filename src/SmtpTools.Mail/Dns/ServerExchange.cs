using System.Net.Sockets;
using DnsClient;

namespace SmtpTools.Mail.Dns;

/// <summary>One try at one server, over UDP and, where the answer does not fit, TCP (RFC 7766 5). The only caller of DnsClient's client.</summary>
internal sealed class ServerExchange
{
    /// <summary>The size of datagram that is offered: what passes nearly everywhere without fragments.</summary>
    internal const int EdnsSize = 1232;

    private readonly LookupClient _client;
    private readonly TimeSpan _timeout;

    /// <param name="servers">The servers that are asked.</param>
    /// <param name="timeout">How long one try may take.</param>
    internal ServerExchange(IReadOnlyList<RecursiveServer> servers, TimeSpan timeout)
    {
        _timeout = timeout;
        var options = new LookupClientOptions([.. servers.SelectMany(s => s.Wire)]);
        Set(options, timeout, edns: true);
        _client = new LookupClient(options);
    }

    internal ServerReply Ask(RecursiveServer server, DnsQuestion question, Deadline deadline, CancellationToken cancellationToken)
    {
        var reply = Ask(server, question, deadline, edns: true, cancellationToken);

        // RFC 6891 7: a server that does not know EDNS says so by these codes, and answers when asked without.
        return reply.Response?.Header.ResponseCode is DnsHeaderResponseCode.FormatError or DnsHeaderResponseCode.NotImplemented
            ? Ask(server, question, deadline, edns: false, cancellationToken)
            : reply;
    }

    private ServerReply Ask(RecursiveServer server, DnsQuestion question, Deadline deadline, bool edns, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (deadline.Left(_timeout) is not { } left)
        {
            return ServerReply.Silent(server);
        }

        try
        {
            // Nearly every question is a first try with all of its time, for which the client's own options are made.
            var response = edns && left == _timeout
                ? _client.QueryServer(server.Wire, question)
                : _client.QueryServer(server.Wire, question, Set(new DnsQueryOptions(), left, edns));
            return Checked(server, question, response);
        }
        catch (DnsResponseException e) when (IsTruncation(e))
        {
            return AskOverTcp(server, question, deadline, edns, cancellationToken);
        }
        catch (Exception e) when (IsFailure(e))
        {
            return Failed(server, e, cancellationToken);
        }
    }

    // A blocking connect of DnsClient's would wait for as long as the system does; its asynchronous one heeds the timeout.
    private ServerReply AskOverTcp(RecursiveServer server, DnsQuestion question, Deadline deadline, bool edns, CancellationToken cancellationToken)
    {
        if (deadline.Left(_timeout) is not { } left)
        {
            return ServerReply.Silent(server);
        }

        var options = Set(new DnsQueryOptions { UseTcpOnly = true }, left, edns);
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

    private static TOptions Set<TOptions>(TOptions options, TimeSpan timeout, bool edns)
        where TOptions : DnsQueryOptions
    {
        options.Timeout = timeout;

        // Which server is asked when, and how often, is decided by the caller, who knows the deadline.
        options.Retries = 0;
        options.ContinueOnDnsError = false;
        options.ContinueOnEmptyResponse = false;
        options.UseCache = false;
        options.UseTcpFallback = false;

        // The DO flag is what makes a validating resolver tell the AD flag (RFC 3225 3, RFC 4035 3.2.3).
        options.RequestDnsSecRecords = edns;
        options.ExtendedDnsBufferSize = edns ? EdnsSize : DnsQueryOptions.MinimumBufferSize;
        return options;
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
