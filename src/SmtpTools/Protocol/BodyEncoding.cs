namespace SmtpTools;

/// <summary>What octets a message's content holds, after RFC 6152 and RFC 3030: it decides how it may travel.</summary>
public enum BodyEncoding
{
    /// <summary>ASCII in lines ended by CRLF: travels anywhere.</summary>
    SevenBit,

    /// <summary>Octets above 127 in lines ended by CRLF: needs 8BITMIME (RFC 6152).</summary>
    EightBitMime,

    /// <summary>Any octets, lines or not: needs CHUNKING and BINARYMIME (RFC 3030 3).</summary>
    BinaryMime,
}
