namespace SmtpTools;

/// <summary>The text formats of monitoring systems.</summary>
public enum MonitoringFormat
{
    /// <summary>A plug-in's output for Nagios, Icinga, Checkmk and their like: a line, performance data, details.</summary>
    Nagios,

    /// <summary>Prometheus's text exposition format, as for the node exporter's textfile collector.</summary>
    Prometheus,
}
