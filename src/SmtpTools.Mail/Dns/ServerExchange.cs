using System.Net.Sockets;
using DnsClient;

namespace SmtpTools.Mail.Dns;

/// <summary>One try at one server, over UDP and, where the answer does not fit, TCP (RFC 7766 5). The only caller of DnsClient's client.</summary>
internal sealed class ServerExchange
{
    /// <summary>The size of datagram that is offered: what passes nearly everywhere without fragments.</summary>
    internal const int EdnsSize = 1232;

    private const string OtherId = "an answer came with another ID";
    private const string OtherQuestion = "it answered another question";

    /// <summary>
    /// So long a server that has just answered is waited for when it is asked the same with EDNS: it has the answer at hand.
    /// </summary>
    private static readonly TimeSpan s_repeated = TimeSpan.FromSeconds(1);

    private readonly LookupClient _client;
    private readonly TimeSpan _timeout;
    private readonly bool _tcpOnly;

    /// <param name="servers">The servers that are asked.</param>
    /// <param name="timeout">How long one try may take.</param>
    /// <param name="tcpOnly">Whether nothing is asked over UDP.</param>
    internal ServerExchange(IReadOnlyList<RecursiveServer> servers, TimeSpan timeout, bool tcpOnly)
    {
        _timeout = timeout;
        _tcpOnly = tcpOnly;
        _client = new LookupClient(Set(new LookupClientOptions([.. servers.SelectMany(s => s.Wire)]), timeout, edns: true));
    }

    /// <summary>Asks a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="question">The question.</param>
    /// <param name="deadline">When the question is given up, whatever a try may take.</param>
    /// <param name="isAgain">Whether the server was asked before and gave nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal ServerReply Ask(RecursiveServer server, DnsQuestion question, Deadline deadline, bool isAgain, CancellationToken cancellationToken)
    {
        if (isAgain && !server.SpeaksEdns)
        {
            return AskWithoutFirst(server, question, deadline, cancellationToken);
        }

        var reply = Ask(server, question, deadline, _timeout, edns: !server.DropsEdns, cancellationToken);
        switch (reply.Response?.Header.ResponseCode)
        {
            case null:
                return reply;

            // RFC 6891 7: a server that does not know EDNS says so by these codes, and answers when asked without. That is not remembered:
            // a server that hands on what it is told says so of one domain, too.
            case DnsHeaderResponseCode.FormatError or DnsHeaderResponseCode.NotImplemented when !server.DropsEdns:
                return Ask(server, question, deadline, _timeout, edns: false, cancellationToken);

            default:
                server.SpeaksEdns |= !server.DropsEdns;
                return reply;
        }
    }

    // Some old servers and firewalls drop questions with EDNS (RFC 6891 6.2.4 tells of such). Yet a lost datagram looks the same, and without
    // EDNS no answer is authentic: so an answer that came without it is taken only where the question with it stays unanswered even now.
    private ServerReply AskWithoutFirst(RecursiveServer server, DnsQuestion question, Deadline deadline, CancellationToken cancellationToken)
    {
        var without = Ask(server, question, deadline, _timeout, edns: false, cancellationToken);
        if (without.Kind != ReplyKind.Response || server.DropsEdns)
        {
            return without;
        }

        var with = Ask(server, question, deadline, s_repeated < _timeout ? s_repeated : _timeout, edns: true, cancellationToken);
        server.SpeaksEdns |= with.Kind == ReplyKind.Response;
        server.DropsEdns |= with.Kind == ReplyKind.Silence && !server.SpeaksEdns;
        return with.Kind == ReplyKind.Response ? with : without;
    }

    private ServerReply Ask(
        RecursiveServer server, DnsQuestion question, Deadline deadline, TimeSpan timeout, bool edns, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_tcpOnly)
        {
            return AskOverTcp(server, question, deadline, timeout, edns, reason: null, cancellationToken);
        }

        if (deadline.Left(timeout) is not { } left)
        {
            return ServerReply.Silent(server);
        }

        string reason;
        try
        {
            // Nearly every question is a first try with all of its time, for which the client's own options are made.
            var response = edns && left == _timeout
                ? _client.QueryServer(server.Wire, question)
                : _client.QueryServer(server.Wire, question, Set(new DnsQueryOptions(), left, edns));
            if (Answers(response, question))
            {
                return ServerReply.Of(server, response);
            }

            reason = OtherQuestion;
        }
        catch (DnsResponseException e) when (IsTruncation(e))
        {
            reason = "the answer is too long for UDP";
        }
        catch (DnsXidMismatchException)
        {
            reason = OtherId;
        }
        catch (Exception e) when (IsFailure(e))
        {
            return Failed(server, e, cancellationToken);
        }

        // An answer that is none of this question's may be somebody's guess at one; over TCP nobody guesses (RFC 5452 9.3).
        return AskOverTcp(server, question, deadline, timeout, edns, reason, cancellationToken);
    }

    // A blocking connect of DnsClient's would wait for as long as the system does; its asynchronous one heeds the timeout.
    private ServerReply AskOverTcp(
        RecursiveServer server, DnsQuestion question, Deadline deadline, TimeSpan timeout, bool edns, string? reason, CancellationToken cancellationToken)
    {
        if (deadline.Left(timeout) is not { } left)
        {
            return ServerReply.Silent(server);
        }

        ServerReply reply;
        try
        {
            var options = Set(new DnsQueryOptions { UseTcpOnly = true }, left, edns);
            var response = _client.QueryServerAsync(server.Wire, question, options, cancellationToken).ConfigureAwait(false).GetAwaiter().GetResult();
            reply = Answers(response, question) ? ServerReply.Of(server, response) : ServerReply.Unusable(server, OtherQuestion);
        }
        catch (Exception e) when (IsFailure(e))
        {
            reply = Failed(server, e, cancellationToken);
        }

        // A truncated answer is not taken for the whole: a record that was cut off would be called absent.
        return reply.Kind == ReplyKind.Unusable && reason is not null ? ServerReply.Unusable(server, $"{reason}, and over TCP {reply.Fault}") : reply;
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
    private static bool Answers(IDnsQueryResponse response, DnsQuestion question)
    {
        var isAnswer = response.Header.ResponseCode is DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain;
        return !isAnswer || (response.Questions.Count == 1 && IsSame(response.Questions[0], question));
    }

    private static bool IsSame(DnsQuestion a, DnsQuestion b) =>
        a.QuestionType == b.QuestionType
        && Unrooted(a.QueryName.Original).Equals(Unrooted(b.QueryName.Original), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Unrooted(string name) => name.AsSpan().TrimEnd('.');

    private static ServerReply Failed(RecursiveServer server, Exception e, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return e switch
        {
            DnsResponseException { Code: DnsResponseCode.ConnectionTimeout } or OperationCanceledException or TimeoutException =>
                ServerReply.Silent(server),
            DnsXidMismatchException => ServerReply.Unusable(server, OtherId),
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
