namespace SmtpTools;

/// <summary>What became of an ARC chain (RFC 8617 4.4).</summary>
public enum ArcResult
{
    /// <summary>The message has no chain.</summary>
    None,

    /// <summary>The newest signature and all seals verified.</summary>
    Pass,

    /// <summary>A signature or a seal does not fit, or the chain is not well-formed.</summary>
    Fail,
}
