namespace SmtpTools.TestServer;

/// <summary>The client closed or reset the connection, or (<see cref="TimedOut"/>) sent nothing for the whole of the time allowed.</summary>
internal sealed class ClientGoneException(string what, bool timedOut = false) : Exception(what)
{
    public bool TimedOut { get; } = timedOut;
}
