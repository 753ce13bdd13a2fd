namespace SmtpTools.Benchmarks.Contenders;

/// <summary>One connection of one client.</summary>
internal interface IContender : IDisposable
{
    /// <summary>Sends messages until a time stamp has passed, and then the last one begun.</summary>
    /// <returns>How many were taken by the server.</returns>
    long SendUntil(long timestamp);
}
