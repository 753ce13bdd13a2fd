namespace SmtpTools.Tests.Session.Hostile;

/// <summary>Stops a session behind a step until the server has sent what it wants to be there before the next step.</summary>
/// <param name="steps">After how many replies and TLS handshakes; 0 where only the content waits.</param>
internal sealed class Hold(int steps = 0)
{
    private int _seen;

    /// <summary>The session has come this far.</summary>
    public ManualResetEventSlim Reached { get; } = new();

    /// <summary>The session may go on.</summary>
    public ManualResetEventSlim Released { get; } = new();

    public void Reset()
    {
        _seen = 0;
        Reached.Reset();
        Released.Reset();
    }

    public void Listen(TranscriptEntry entry)
    {
        if (entry.Kind is TranscriptKind.Reply or TranscriptKind.Tls && ++_seen == steps)
        {
            Reached.Set();
            Assert.True(Released.Wait(SessionFixture.Patience));
        }
    }
}
