namespace SmtpTools.TestServer;

/// <summary>One step of a script: what it is called in a report, and what it does on the connection.</summary>
/// <param name="Description">What is expected of the client, or what is sent.</param>
/// <param name="Run">Plays the step.</param>
/// <param name="Ends">True when nothing can follow, since the step has closed the connection.</param>
internal sealed record ScriptStep(string Description, Action<ScriptConnection> Run, bool Ends = false);
