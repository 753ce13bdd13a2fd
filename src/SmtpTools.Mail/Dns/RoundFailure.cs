namespace SmtpTools.Mail.Dns;

/// <summary>What went wrong at each server, when none answered.</summary>
internal sealed class RoundFailure
{
    private readonly Dictionary<RecursiveServer, string> _faults = [];
    private bool _onlySilence = true;

    /// <summary>The server that refused or failed; null where none did.</summary>
    internal RecursiveServer? Server { get; private set; }

    /// <summary>Its response code; null where none answered.</summary>
    internal string? ResponseCode { get; private set; }

    internal DnsOutcome Outcome => _onlySilence ? DnsOutcome.Timeout : DnsOutcome.ServerFailure;

    internal string Error => _faults.Count == 0
        ? "There was no time left to ask."
        : $"{string.Join("; ", _faults.Select(f => $"{f.Key} {f.Value}"))}.";

    internal void Add(ServerReply reply)
    {
        _onlySilence &= reply.Kind == ReplyKind.Silence;
        if (reply.Response is { } response)
        {
            Server ??= reply.Server;
            ResponseCode ??= ResponseCodes.NameOf(response.Header.ResponseCode);
            _faults[reply.Server] = ServerRounds.IsReferral(response)
                ? "refers to other servers instead of answering; it is not a recursive server"
                : $"answered {ResponseCodes.NameOf(response.Header.ResponseCode)}";
        }
        else if (reply.Kind == ReplyKind.Unusable)
        {
            _faults[reply.Server] = $"gave no usable answer: {reply.Fault}";
        }
        else if (!_faults.ContainsKey(reply.Server))
        {
            _faults[reply.Server] = "did not answer in time";
        }
    }
}
