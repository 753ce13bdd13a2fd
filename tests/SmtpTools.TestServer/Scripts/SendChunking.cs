namespace SmtpTools.TestServer;

/// <summary>How a scripted server cuts what it sends into writes; a client must read the same in each.</summary>
public enum SendChunking
{
    /// <summary>Each step is one write.</summary>
    Whole,

    /// <summary>A write ends behind each LF.</summary>
    PerLine,

    /// <summary>Each byte is a write of its own.</summary>
    PerByte,
}
