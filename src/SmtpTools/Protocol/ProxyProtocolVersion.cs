namespace SmtpTools;

/// <summary>The form of a PROXY protocol header.</summary>
public enum ProxyProtocolVersion
{
    /// <summary>Version 1: a line of text.</summary>
    V1 = 1,

    /// <summary>Version 2: binary.</summary>
    V2 = 2,
}
