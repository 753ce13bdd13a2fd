namespace SmtpTools.Sasl;

/// <summary>What the error values of a SCRAM server mean (RFC 5802 7).</summary>
internal static class ScramError
{
    public static string Describe(string value)
    {
        var meaning = value switch
        {
            "invalid-encoding" => "the server could not read our message",
            "extensions-not-supported" => "the server does not know an extension that we asked for",
            "invalid-proof" => "the password is wrong",
            "channel-bindings-dont-match" => "the server's end of the TLS connection is not ours: something between opens the connection",
            "server-does-support-channel-binding" => "the server can bind to the TLS connection but its list said it can't: something between may have changed the list",
            "channel-binding-not-supported" => "the server can't bind to the TLS connection",
            "unsupported-channel-binding-type" => "the server can't bind to the TLS connection in this way",
            "unknown-user" => "the server knows no such user",
            "invalid-username-encoding" => "the server could not read the user name",
            "no-resources" => "the server lacks resources",
            _ => null,
        };
        return meaning is null ? BearerError.Printable(value) : $"{value}: {meaning}";
    }
}
