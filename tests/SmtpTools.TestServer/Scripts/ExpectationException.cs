namespace SmtpTools.TestServer;

/// <summary>The client sent something else than the running step expects.</summary>
internal sealed class ExpectationException(string expected, string actual) : Exception($"expected {expected}, but {actual}")
{
    public string Expected { get; } = expected;

    public string Actual { get; } = actual;
}
