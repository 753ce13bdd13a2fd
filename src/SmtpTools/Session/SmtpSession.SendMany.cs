using SmtpTools.Session;

namespace SmtpTools;

/// <content>Handing over many messages, several of them in flight.</content>
public sealed partial class SmtpSession
{
    /// <summary>
    /// Hands over messages so that the line is never idle: with PIPELINING and CHUNKING several small messages are in flight at a time, with
    /// PIPELINING alone each envelope leaves together with the end of the message before it (RFC 2920 3.1).
    /// </summary>
    /// <param name="messages">The messages. They should be at hand: while the next one is waited for, the last one's end may not have left.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <returns>
    /// One result for each message, in order. After a failure that broke the session, the messages whose end had left are in doubt and the
    /// others were surely not sent. The transcript of a result holds what was recorded since the result before it.
    /// </returns>
    /// <exception cref="ArgumentException">An envelope has no recipient.</exception>
    /// <remarks>Who leaves the results before their end ends the session: replies would be left over that the next message would take for its own.</remarks>
    public IEnumerable<SendResult> SendMany(IEnumerable<OutgoingMessage> messages, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        var pipeline = new MessagePipeline(this, options ?? _defaultSendOptions);
        try
        {
            foreach (var message in messages ?? throw new ArgumentNullException(nameof(messages)))
            {
                Step(pipeline, message, cancellationToken);
                while (pipeline.TryTake() is { } result)
                {
                    yield return result;
                }
            }

            Step(pipeline, null, cancellationToken);
            while (pipeline.TryTake() is { } result)
            {
                yield return result;
            }
        }
        finally
        {
            if (pipeline.HasOpen)
            {
                _ = Break(new InvalidOperationException("The results of messages under way were not waited for."));
            }
        }
    }

    /// <summary>Adds a message to those under way; without one, brings these to their end.</summary>
    private void Step(MessagePipeline pipeline, OutgoingMessage? message, CancellationToken cancellationToken)
    {
        if (message is null && !pipeline.HasOpen)
        {
            return;
        }

        pipeline.Begin();
        try
        {
            _ = Run(SmtpSessionState.Ready, (Session: this, Pipeline: pipeline, Message: message), static (subject, token) =>
            {
                subject.Session.CheckPromises();
                if (subject.Message is { } added)
                {
                    subject.Pipeline.Add(added, token);
                }
                else
                {
                    subject.Pipeline.Drain();
                }

                return true;
            }, cancellationToken);
        }
        catch (Exception exception) when (exception is SmtpToolsException or OperationCanceledException or InvalidOperationException)
        {
            pipeline.Fail(exception, message, _connection?.Phase ?? SmtpPhase.None);
        }
    }
}
