using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <content>The way of a message to its server: on the session given, on the pool of its server, or as far as a stage.</content>
public sealed partial class SendSmtpMessageCommand
{
    /// <summary>Small messages that may wait for a connection beside those that it works on: as many as make up two of its windows.</summary>
    private const int MostAhead = 16;

    /// <summary>Octets up to which a message is small.</summary>
    private const int MostOctetsAhead = 64 * 1024;

    /// <summary>Most messages that one connection takes in one go: what has to be tried again waits until then.</summary>
    private const int MostAtHand = 500;

    private ServerPools? _pools;
    private ParallelWork<OutgoingItem>? _work;

    private bool IsStaged => IsGiven(nameof(StopAfter)) || IsGiven(nameof(DropAfter));

    /// <summary>Whether messages are sent beside the pipeline; else each is done before the next one is taken.</summary>
    private bool IsBeside => IsGiven(nameof(MaxConnections)) && Session is null;

    // Many dialogues at a time would interrupt each other; then each is told whole when it is over, and so is that of an open session.
    private bool IsDialogueLive => !IsBeside && Session is null;

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
        SessionOptions(IsBeside ? question => _work!.Ask(question) : null).For(EndpointOf(server));

    /// <summary>Sends a message now, or as soon as a connection is free.</summary>
    private void Dispatch(OutgoingItem item)
    {
        _pools ??= new ServerPools(PoolOptions(), WithTranscript);
        if (!IsBeside)
        {
            Deliver(item, Cancellation);
            return;
        }

        _work ??= new ParallelWork<OutgoingItem>(this, MaxConnections, ordered: false, IsStaged || IsVerbose ? Deliver : DeliverAtHand, Fail, Cancellation);
        _work.Enqueue(item, item.Message.Size <= MostOctetsAhead ? MostAhead : 0);
    }

    /// <summary>One message by itself, so that its dialogue is told whole.</summary>
    private void Deliver(OutgoingItem item, CancellationToken cancellation)
    {
        var options = SendOptionsFor(item);
        if (Session is not null)
        {
            Report(item, Session.Send(item.Envelope, item.Content.Content, options, cancellation));
        }
        else if (IsStaged)
        {
            var rehearsal = new SmtpRehearsal(WithTranscript(item.Options!), IsGiven(nameof(StopAfter)) ? StopAfter : DropAfter, drops: IsGiven(nameof(DropAfter)));
            Report(item, rehearsal.Run(item.Envelope, item.Content.Content, options, cancellation));
        }
        else
        {
            _pools!.Use(item.Options!, pool => Report(item, pool.Send(item.Envelope, item.Content.Content, options, cancellation)));
        }
    }

    /// <summary>A message and those that wait behind it, on one connection as long as they go to the same server.</summary>
    private void DeliverAtHand(OutgoingItem first, CancellationToken cancellation)
    {
        for (OutgoingItem? next = first; next is not null;)
        {
            var begin = next;
            next = null;
            var open = new Dictionary<OutgoingMessage, OutgoingItem>();
            try
            {
                _pools!.Use(begin.Options!, pool => pool.SendMany(AtHand(), Ended, SendOptionsFor(begin), cancellation));
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                foreach (var item in open.Values)
                {
                    Fail(exception, item);
                }
            }

            IEnumerable<OutgoingMessage> AtHand()
            {
                var item = begin;
                do
                {
                    open.Add(item.Content, item);
                    yield return item.Content;
                }
                while (open.Count < MostAtHand && _work!.TryTake(out item) && IsForSame(item));
            }

            bool IsForSame(OutgoingItem item)
            {
                next = ServerPools.IsSame(begin.Options!, item.Options!) ? null : item;
                return next is null;
            }

            void Ended(OutgoingMessage message, SendResult result)
            {
                Report(open[message], result);
                _ = open.Remove(message);
            }
        }
    }

    private SendOptions SendOptionsFor(OutgoingItem item) => new()
    {
        RequireAllRecipients = RequireAllRecipients,
        MayBreakSignatures = AllowSignatureLoss,
        Progress = IsBeside ? null : octets => _progress.Report(item.Message, octets, item.Message.Size),
    };

    private void Report(OutgoingItem item, SendResult result)
    {
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
