namespace SmtpTools.Sasl;

/// <summary>The header that GS2 mechanisms, SCRAM and OAUTHBEARER begin with (RFC 5801 4, RFC 5802 5.1).</summary>
internal static class Gs2
{
    /// <summary>A name in which <c>,</c> and <c>=</c> are written as <c>=2C</c> and <c>=3D</c>.</summary>
    public static string EscapeName(string name) => name.Replace("=", "=3D").Replace(",", "=2C");

    /// <summary>The name that was written so; null where an <c>=</c> begins anything else.</summary>
    public static string? UnescapeName(string text)
    {
        var name = text.Replace("=2C", ",");
        return name.Replace("=3D", string.Empty).Contains('=') ? null : name.Replace("=3D", "=");
    }
}
