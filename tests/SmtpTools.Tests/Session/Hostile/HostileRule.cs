using SmtpTools.TestServer;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>One rule: what a server does, and what a session that opens, sends one message and quits must make of it.</summary>
/// <param name="Name">The rule in words.</param>
/// <param name="Server">What the server does. It verifies too that nothing was sent that should not have been.</param>
/// <param name="Expected">What comes of it.</param>
internal sealed record HostileRule(string Name, Action<Script> Server, Outcome Expected)
{
    public TlsMode Security { get; init; } = TlsMode.None;

    public Action<SmtpSessionOptions>? Configure { get; init; }

    public string[] To { get; init; } = ["a@example.net", "b@example.net"];

    public Func<MessageContent> Content { get; init; } = () => SessionFixture.Content();

    public SendOptions? Options { get; init; }

    /// <summary>Words of the error's message.</summary>
    public string? Says { get; init; }

    /// <summary>The code of the reply that the result names as the one that decided.</summary>
    public int? Reply { get; init; }

    /// <summary>Whether the same message may be sent again; null where no message was sent or it does not matter.</summary>
    public bool? IsRetryable { get; init; }

    /// <summary>Where the session stops until the server has said more; null where it does not.</summary>
    public Hold? Hold { get; init; }

    /// <summary>What is changed when the session has come to a step; null for nothing.</summary>
    public (int Steps, Action<SmtpSessionOptions> Change)? At { get; init; }

    /// <summary>Whether it is played byte by byte too. Not where so much is sent that this takes long.</summary>
    public bool InBytes { get; init; } = true;

    /// <summary>What may stand in no record and no error.</summary>
    public string[] Secrets { get; init; } = [];

    public Action<SmtpSession, SendResult?>? Also { get; init; }

    public void Play(SendChunking chunking)
    {
        Hold?.Reset();
        using var server = ScriptedServer.Start(Server, chunking);
        var options = SessionFixture.Options(server, Security);
        Configure?.Invoke(options);
        options.Transcript!.Listener = Hold is not null ? Hold.Listen : At is { } at ? ChangeAt(at.Steps, () => at.Change(options)) : null;
        using var session = new SmtpSession(options);

        var (error, result) = OpenAndSend(session);

        Assert.Equal(Expected, Outcome.Of(session, error, result));
        Assert.Contains(Says ?? string.Empty, error?.Message ?? string.Empty, StringComparison.Ordinal);
        if (Reply is not null)
        {
            Assert.Equal(Reply, result?.Reply?.Code);
        }

        if (IsRetryable is not null)
        {
            Assert.Equal(IsRetryable, result?.IsRetryable);
        }

        CheckTruth(result);
        Also?.Invoke(session, result);
        if (session.State == SmtpSessionState.Broken)
        {
            CheckBrokenForGood(session, error);
        }

        _ = session.Quit();
        session.Dispose();
        server.Verify();
        CheckSecrets(session, options.Transcript, error, result);
    }

    private static Action<TranscriptEntry> ChangeAt(int steps, Action change)
    {
        var seen = 0;
        return entry =>
        {
            if (entry.Kind is TranscriptKind.Reply or TranscriptKind.Tls && ++seen == steps)
            {
                change();
            }
        };
    }

    private void CheckSecrets(SmtpSession session, TranscriptRecorder transcript, SmtpToolsException? error, SendResult? result)
    {
        List<string?> texts =
        [
            .. transcript.Since(0).Select(entry => entry.ToString()),
            .. session.Notes,
            .. session.AuthAttempts.SelectMany(attempt => new[] { attempt.ToString(), attempt.Reply?.Text }),
            error?.ToString(),
            (error as SmtpAuthenticationException)?.Reply?.Text,
            (error as SmtpConnectionLostException)?.LastReply?.Text,
            session.Failure?.ToString(),
            result?.ToString(),
        ];
        Assert.All(Secrets, secret => Assert.DoesNotContain(texts, text => text?.Contains(secret, StringComparison.Ordinal) ?? false));
    }

    /// <summary>What no result may ever contradict.</summary>
    private static void CheckTruth(SendResult? result)
    {
        if (result is null)
        {
            return;
        }

        var states = result.Recipients.Select(recipient => recipient.State).ToList();
        Assert.Equal(result.State == SendState.Sent, states.TrueForAll(state => state == RecipientState.Accepted));
        Assert.Equal(result.State == SendState.InDoubt, states.Contains(RecipientState.InDoubt));
        Assert.True(result.State is SendState.Sent or SendState.PartlySent or SendState.InDoubt || !states.Contains(RecipientState.Accepted));
        Assert.False(result.IsRetryable && result.State is not (SendState.Refused or SendState.NotSent));
        Assert.All(result.Recipients, recipient => Assert.Equal(recipient.State is RecipientState.Accepted, recipient.Reply is { IsPositive: true } && recipient.Phase == SmtpPhase.EndOfData));
    }

    private static void CheckBrokenForGood(SmtpSession session, SmtpToolsException? error)
    {
        var cause = session.Failure;
        Assert.NotNull(cause);
        Assert.True(error is null || ReferenceEquals(cause, error) || ReferenceEquals(cause, error.InnerException));
        Assert.Same(cause, Assert.Throws<InvalidOperationException>(() => session.Noop()).InnerException);
        Assert.Equal(SendState.NotSent, session.Send(SessionFixture.Envelope("a@example.net"), SessionFixture.Content()).State);
        Assert.Null(session.Quit());
        Assert.Equal(SmtpSessionState.Broken, session.State);
        Assert.Same(cause, session.Failure);
    }

    private (SmtpToolsException? Error, SendResult? Result) OpenAndSend(SmtpSession session)
    {
        try
        {
            session.Open();
        }
        catch (SmtpToolsException exception)
        {
            return (exception, null);
        }

        var result = session.Send(SessionFixture.Envelope(To), Content(), Options);
        return (result.Error, result);
    }
}
