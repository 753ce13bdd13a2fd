namespace SmtpTools.Commands;

/// <summary>A message object of another module's MimeKit: a type that this module can't name, taken by its octets.</summary>
internal static class ForeignMessage
{
    private const string TypeName = "MimeKit.MimeMessage";

    public static bool IsOne(object value) => value.GetType().FullName == TypeName;

    public static byte[] ToOctets(object message)
    {
        var write = message.GetType().GetMethod("WriteTo", [typeof(Stream), typeof(CancellationToken)])
            ?? throw new ArgumentException($"This {TypeName} has no WriteTo(Stream, CancellationToken): save it as an .eml file and send that.");
        using var octets = new MemoryStream();
        _ = write.Invoke(message, [octets, CancellationToken.None]);
        return octets.ToArray();
    }
}
