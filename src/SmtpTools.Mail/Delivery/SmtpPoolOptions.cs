namespace SmtpTools;

/// <summary>How many connections a pool has, how long it keeps each, how fast it sends and when it tries again.</summary>
public sealed record SmtpPoolOptions
{
    /// <summary>Most connections at a time, 1 or more.</summary>
    public int MaxConnections { get; init; } = 1;

    /// <summary>How long each connection is kept.</summary>
    public SmtpSenderOptions Reuse { get; init; } = new();

    /// <summary>The rate over all connections together; unlimited where null. A further attempt counts as a message.</summary>
    public MessageRate? MaxRate { get; init; }

    /// <summary>
    /// How often a message is tried again that surely was not taken, when the cause was transient (<see cref="SendResult.IsRetryable"/>). A
    /// message in doubt is never tried again.
    /// </summary>
    public int RetryCount { get; init; }

    /// <summary>How long a message waits until its next attempt. Its connection serves others meanwhile.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);
}
