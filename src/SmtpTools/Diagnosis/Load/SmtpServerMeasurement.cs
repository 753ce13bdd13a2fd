namespace SmtpTools;

/// <summary>What a measurement of a server came to: how many messages it took, how fast, how long each phase took, and what failed.</summary>
public sealed class SmtpServerMeasurement
{
    /// <summary>The server as <c>host:port</c>.</summary>
    public string Server { get; set; } = string.Empty;

    /// <summary>The addresses that connections went to; empty for a Unix domain socket or behind a proxy.</summary>
    public IReadOnlyList<string> Addresses { get; set; } = [];

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Why it ended.</summary>
    public MeasurementEnding Ending { get; set; }

    /// <summary>How many connections were used at a time.</summary>
    public int Connections { get; set; }

    /// <summary>How many connections were opened in all.</summary>
    public long ConnectionsOpened { get; set; }

    /// <summary>What the connections' TLS was, as in <c>TLS 1.3</c>; null for none.</summary>
    public string? TlsProtocol { get; set; }

    /// <summary>Octets of each message.</summary>
    public long MessageSize { get; set; }

    /// <summary>Messages that the server took for at least one recipient.</summary>
    public long MessagesSent { get; set; }

    /// <summary>Messages that it surely did not take.</summary>
    public long MessagesFailed { get; set; }

    /// <summary>Messages whose end left and got no answer: nobody knows whether they were taken (RFC 1047).</summary>
    public long MessagesInDoubt { get; set; }

    /// <summary>Octets of the messages that were taken.</summary>
    public long OctetsSent => MessagesSent * MessageSize;

    /// <summary>Messages taken per second.</summary>
    public double MessagesPerSecond => Duration > TimeSpan.Zero ? MessagesSent / Duration.TotalSeconds : 0;

    /// <summary>Octets of messages taken per second.</summary>
    public double OctetsPerSecond => Duration > TimeSpan.Zero ? OctetsSent / Duration.TotalSeconds : 0;

    /// <summary>The times of each phase that was measured, in their order.</summary>
    public IReadOnlyList<LatencyFigures> Phases { get; set; } = [];

    /// <summary>What failed, the most frequent first.</summary>
    public IReadOnlyList<MeasurementError> Errors { get; set; } = [];

    /// <inheritdoc/>
    public override string ToString()
    {
        var whole = Phases.FirstOrDefault(static figures => figures.Phase == MeasuredPhase.Message);
        var times = whole is null ? string.Empty : FormattableString.Invariant($", p50 {whole.P50.TotalMilliseconds:0.0} ms, p99 {whole.P99.TotalMilliseconds:0.0} ms");
        var lost = MessagesFailed + MessagesInDoubt == 0 ? string.Empty : $", {MessagesFailed} failed, {MessagesInDoubt} in doubt";
        return FormattableString.Invariant($"{Server}: {MessagesSent} messages in {Duration.TotalSeconds:0.0} s, {MessagesPerSecond:0.0} a second{times}") + lost;
    }
}
