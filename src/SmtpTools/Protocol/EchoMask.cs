using System.Text;

namespace SmtpTools.Protocol;

/// <summary>
/// Takes out of replies what a client sent as a secret. Servers repeat what they did not understand, and what they did not understand
/// can be a password: <c>500 Unknown command "AGFubmEAaHVudGVyMg=="</c>.
/// </summary>
internal sealed class EchoMask
{
    /// <summary>
    /// How many characters of a base64 line are told apart from other text: servers repeat a line cut short too. A shorter run gives away
    /// no more than five octets.
    /// </summary>
    private const int LineRun = 8;

    /// <summary>Secrets shorter than this are not looked for: they stand in too many words.</summary>
    private const int MinSecretLength = 4;

    private const char Mask = '*';
    private const string BearerMark = "auth=Bearer ";

    private readonly HashSet<string> _runs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>Remembers a SASL response that hands a secret over.</summary>
    /// <param name="response">The response before its base64 encoding.</param>
    /// <param name="names">Parts of it that are no secret: user name and authorisation identity.</param>
    public void Add(byte[] response, params string[] names)
    {
        var text = Encoding.UTF8.GetString(response);
        if (names.Contains(text))
        {
            return;
        }

        AddLine(response);

        // PLAIN sets its fields apart by NUL, the bearer mechanisms by U+0001 (RFC 4616 2, RFC 7628 3.1).
        var fields = text.Split('\0', '\u0001');
        var tokens = fields.Where(field => field.StartsWith(BearerMark, StringComparison.Ordinal)).Select(field => field.Substring(BearerMark.Length)).ToList();
        foreach (var secret in (tokens.Count > 0 ? tokens : fields.Except(names)).Where(secret => secret.Length >= MinSecretLength))
        {
            _ = _secrets.Add(secret);
        }
    }

    /// <summary>
    /// Remembers a SASL response that a mechanism computed of a secret, as a line alone: its parts, such as the object identifiers of a Kerberos
    /// token, stand in the server's challenges too, which must reach the mechanism as they are.
    /// </summary>
    /// <param name="response">The response before its base64 encoding.</param>
    public void AddLine(byte[] response)
    {
        var line = Convert.ToBase64String(response);
        for (var i = 0; i + LineRun <= line.Length; i++)
        {
            _ = _runs.Add(line.Substring(i, LineRun));
        }

        if (line.Length > 0)
        {
            _ = _secrets.Add(line);
        }
    }

    /// <summary>The reply without secrets; the same one where it has none.</summary>
    /// <param name="reply">A reply as received.</param>
    public SmtpReply Apply(SmtpReply reply)
    {
        var raw = reply.ToString();
        var masked = reply.Code == 334 && TryDecode(reply.Text, out var challenge) ? ApplyToChallenge(raw, challenge) : Apply(raw);
        return ReferenceEquals(masked, raw) ? reply : new SmtpReply(reply.Code, Encoding.UTF8.GetBytes(masked), reply.Anomalies);
    }

    /// <summary>The text without secrets; the same one where it has none.</summary>
    /// <param name="text">Any text that may hold what a server sent.</param>
    public string Apply(string text)
    {
        char[]? masked = null;
        for (var i = 0; i + LineRun <= text.Length; i++)
        {
            if (_runs.Contains(text.Substring(i, LineRun)))
            {
                (masked ??= text.ToCharArray()).AsSpan(i, LineRun).Fill(Mask);
            }
        }

        foreach (var secret in _secrets)
        {
            for (var at = text.IndexOf(secret, StringComparison.Ordinal); at >= 0; at = text.IndexOf(secret, at + 1, StringComparison.Ordinal))
            {
                (masked ??= text.ToCharArray()).AsSpan(at, secret.Length).Fill(Mask);
            }
        }

        return masked is null ? text : new string(masked);
    }

    /// <summary>A challenge stays one that can be decoded: a bearer mechanism shows what is in it (RFC 7628 3.2.2).</summary>
    private string ApplyToChallenge(string raw, string challenge)
    {
        var masked = Apply(challenge);
        return ReferenceEquals(masked, challenge) ? raw : $"334 {Convert.ToBase64String(Encoding.UTF8.GetBytes(masked))}";
    }

    private static bool TryDecode(string text, out string challenge)
    {
        try
        {
            challenge = Encoding.UTF8.GetString(Convert.FromBase64String(text.Trim()));
            return true;
        }
        catch (FormatException)
        {
            challenge = string.Empty;
            return false;
        }
    }
}
