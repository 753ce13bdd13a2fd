namespace SmtpTools.Messages;

/// <summary>An image within HTML itself: a <c>data:</c> URI (RFC 2397). One pass, whatever it holds.</summary>
internal static class DataUri
{
    private const string Scheme = "data:";
    private const string Base64 = ";base64";

    /// <summary>Whether a reference is a data: URI.</summary>
    public static bool IsOne(string reference) => reference.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an image; null where it is none or can't be decoded.</summary>
    /// <param name="reference">The URI.</param>
    /// <param name="mediaType">Its media type, without parameters.</param>
    public static byte[]? ReadImage(string reference, out string mediaType)
    {
        mediaType = string.Empty;
        var comma = reference.IndexOf(',');
        if (comma < 0)
        {
            return null;
        }

        var head = reference.Substring(Scheme.Length, comma - Scheme.Length);
        var isBase64 = head.EndsWith(Base64, StringComparison.OrdinalIgnoreCase);
        mediaType = head.Split(';')[0].Trim().ToLowerInvariant();
        if (!mediaType.StartsWith("image/", StringComparison.Ordinal))
        {
            return null;
        }

        var data = reference.Substring(comma + 1);
        try
        {
            return isBase64
                ? Convert.FromBase64String(Uri.UnescapeDataString(data))
                : System.Text.Encoding.UTF8.GetBytes(Uri.UnescapeDataString(data));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
