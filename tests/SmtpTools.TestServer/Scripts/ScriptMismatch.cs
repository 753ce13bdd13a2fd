namespace SmtpTools.TestServer;

/// <summary>A place where a client did not do what the script expected.</summary>
/// <param name="Connection">Which connection, counted from 0 in the order of acceptance.</param>
/// <param name="Step">Which step of its script, counted from 1.</param>
/// <param name="Expected">What the step waited for.</param>
/// <param name="Actual">What happened.</param>
public sealed record ScriptMismatch(int Connection, int Step, string Expected, string Actual)
{
    /// <inheritdoc/>
    public override string ToString() => $"connection {Connection}, step {Step}: expected {Expected}, but {Actual}";
}
