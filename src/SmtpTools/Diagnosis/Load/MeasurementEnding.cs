namespace SmtpTools;

/// <summary>Why a measurement ended.</summary>
public enum MeasurementEnding
{
    /// <summary>All messages were tried, or the time was over.</summary>
    Completed,

    /// <summary>It was stopped from outside; the figures are those so far.</summary>
    Stopped,

    /// <summary>No connection could be opened any more.</summary>
    GaveUp,
}
