namespace SmtpTools;

/// <summary>
/// Gives an OAuth 2.0 access token for one AUTH exchange. It is called on the thread that speaks with the server. What it throws ends the attempt,
/// and the exception's message becomes a part of the error.
/// </summary>
/// <param name="refresh">
/// True where the server has refused the last token: one from a cache will not do. A server is asked once more with the fresh one.
/// </param>
/// <returns>The access token, without the word <c>Bearer</c>.</returns>
public delegate string SmtpTokenSource(bool refresh);
