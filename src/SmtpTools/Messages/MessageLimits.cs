namespace SmtpTools;

/// <summary>The limits on messages that are made or read, in one place.</summary>
public static class MessageLimits
{
    /// <summary>Most octets of a message's header block that is read: 1 MiB. Beyond it the input is no mail message.</summary>
    public const int MaxHeaderBlock = 1024 * 1024;

    /// <summary>Most header fields of a message that are read.</summary>
    public const int MaxHeaderFields = 10_000;

    /// <summary>Deepest nesting of MIME parts that is looked into; what lies deeper is one opaque part.</summary>
    public const int MaxDepth = 64;

    /// <summary>Most MIME parts that are listed; the rest is left unlisted, with a warning.</summary>
    public const int MaxParts = 10_000;

    /// <summary>Most characters of a text body that are kept as a fact beside the message's octets.</summary>
    public const int MaxTextBody = 1024 * 1024;

    /// <summary>Most octets of a message that can only be read once, such as from a network stream: it is kept in memory.</summary>
    public const int MaxStreamed = 64 * 1024 * 1024;

    /// <summary>Most octets of a message that are carried as base64 when it is serialised.</summary>
    public const int MaxCarried = 32 * 1024 * 1024;

    /// <summary>A message of up to about this many octets is made once, in memory; the files of a larger one are read when it is written.</summary>
    public const int SmallMessage = 256 * 1024;

    /// <summary>Most characters of HTML that plain text is made from; longer HTML goes alone, with a warning.</summary>
    public const int MaxConvertedHtml = 4 * 1024 * 1024;

    /// <summary>Most images of one HTML text that are sent along as inline images.</summary>
    public const int MaxEmbeddedImages = 1000;

    /// <summary>Most characters of an iCalendar object.</summary>
    public const int MaxCalendar = 1024 * 1024;

    /// <summary>Most addresses in one address list.</summary>
    public const int MaxAddresses = 100_000;

    /// <summary>Most octets of a line without its end (RFC 5322 2.1.1).</summary>
    public const int MaxLine = 998;
}
