namespace SmtpTools.Benchmarks.Sinks;

/// <summary>What the contenders send to.</summary>
internal enum SinkKind
{
    /// <summary>The benchmark's own, which offers CHUNKING and is never the limit.</summary>
    Own,

    /// <summary>The same with STARTTLS.</summary>
    OwnTls,

    /// <summary>Postfix's smtp-sink, which knows no CHUNKING and reads octet by octet.</summary>
    SmtpSink,

    /// <summary>A whole Postfix that queues each message and then discards it.</summary>
    Postfix,
}
