using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <content>The way of a message to its server: on the session given, on the pool of its server, or as far as a stage.</content>
public sealed partial class SendSmtpMessageCommand
{
    private ServerPools? _pools;
    private ParallelWork<OutgoingItem>? _work;

    private bool IsStaged => IsGiven(nameof(StopAfter)) || IsGiven(nameof(DropAfter));

    // Many dialogues at a time would interrupt each other; then each is told whole when it is over, and so is that of an open session.
    private bool IsDialogueLive => MaxConnections == 1 && Session is null;

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <exception cref="ArgumentException">Two parameters contradict each other.</exception>
    private void CheckRoute()
    {
        if (Session is not null && (IsGiven(nameof(SmtpServer)) || MaxConnections > 1 || MaxRate is not null || RetryCount > 0 || IsStaged))
        {
            throw new ArgumentException("-Session is one open session: -SmtpServer, -MaxConnections, -MaxRate, -RetryCount, -StopAfter and -DropAfter don't go with it.");
        }

        if (IsGiven(nameof(StopAfter)) && IsGiven(nameof(DropAfter)))
        {
            throw new ArgumentException("Give -StopAfter or -DropAfter, not both.");
        }

        if (IsGiven(nameof(StopAfter)) && StopAfter == SmtpStage.Data)
        {
            throw new ArgumentException("After DATA a session can only be dropped, since QUIT would be content there: give -DropAfter Data.");
        }
    }

    private SmtpSessionOptions SessionOptionsFor(string server) =>
        SessionOptions(MaxConnections == 1 ? null : question => _work!.Ask(question)).For(EndpointOf(server));

    /// <summary>Sends a message now, or as soon as a connection is free.</summary>
    private void Dispatch(OutgoingItem item)
    {
        _pools ??= new ServerPools(PoolOptions(), WithTranscript);
        if (MaxConnections == 1)
        {
            Deliver(item, Cancellation);
            return;
        }

        _work ??= new ParallelWork<OutgoingItem>(this, MaxConnections, ordered: false, Deliver, Fail, Cancellation);
        _work.Enqueue(item);
    }

    private void Deliver(OutgoingItem item, CancellationToken cancellation)
    {
        var options = new SendOptions
        {
            RequireAllRecipients = RequireAllRecipients,
            Progress = _work is null ? octets => _progress.Report(item.Message, octets, item.Message.Size) : null,
        };
        var content = item.Message.GetContent();
        var result = Session is not null ? Session.Send(item.Envelope, content, options, cancellation)
            : IsStaged ? new SmtpRehearsal(WithTranscript(item.Options!), IsGiven(nameof(StopAfter)) ? StopAfter : DropAfter, drops: IsGiven(nameof(DropAfter))).Run(item.Envelope, content, options, cancellation)
            : _pools!.Send(item.Options!, item.Envelope, content, options, cancellation);
        result.MessageId = item.Message.MessageId;
        result.Subject = item.Message.Subject;
        result.Row = item.Message.Row;
        if (_work is null)
        {
            _progress.Count();
            WriteResult(result);
        }
        else
        {
            _work.Post(() => WriteResult(result));
        }
    }

    private void Fail(Exception exception, OutgoingItem item)
    {
        var error = ErrorRecords.From(exception, item.Target);
        _work!.Post(() => WriteError(error));
    }

    private void WriteResult(SendResult result)
    {
        if (!IsDialogueLive)
        {
            foreach (var entry in result.Transcript)
            {
                WriteVerbose($"{result.MessageId} {entry}");
            }
        }

        WriteObject(result.Row is null ? result : RowValues.Beside(result));
        foreach (var error in SendErrors.Of(result))
        {
            WriteError(error);
        }

        Cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>The options of one connection: each has a record of its own.</summary>
    private SmtpSessionOptions WithTranscript(SmtpSessionOptions options)
    {
        var own = options.For(options.Endpoint!);
        own.Transcript = new TranscriptRecorder { Listener = IsDialogueLive ? entry => WriteVerbose(entry.ToString()) : null };
        return own;
    }

    private SmtpPoolOptions PoolOptions() => new()
    {
        MaxConnections = MaxConnections,
        MaxRate = MaxRate,
        Reuse = new SmtpSenderOptions { MaxMessages = MaxMessagesPerConnection > 0 ? MaxMessagesPerConnection : null },
        RetryCount = RetryCount,
        RetryDelay = TimeSpan.FromSeconds(RetryDelay),
    };

    private void FinishDelivery() => _work?.Finish();

    private void EndDelivery()
    {
        _work?.Dispose();
        _pools?.Dispose();
    }
}
