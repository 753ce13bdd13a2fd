namespace SmtpTools.TestServer;

/// <summary>A client did not follow a script; the message holds every mismatch and what was said on each connection.</summary>
public sealed class ScriptMismatchException(string message) : Exception(message);
