using System.Globalization;

namespace SmtpTools.Sasl;

/// <summary>The server's first message of a SCRAM exchange (RFC 5802 7): the whole nonce, the user's salt and the iteration count.</summary>
/// <param name="Nonce">Our nonce and the server's after it.</param>
/// <param name="Salt">The salt.</param>
/// <param name="Iterations">The iteration count.</param>
internal sealed record ScramServerFirst(string Nonce, byte[] Salt, int Iterations)
{
    /// <summary>
    /// The fewest iterations accepted (RFC 5802 5.1, RFC 7677 4). Who plays the server could ask for one, and guess the password from
    /// our answer at leisure.
    /// </summary>
    public const int MinIterations = 4096;

    /// <summary>The most iterations accepted, about a second of work: a server must not be able to hold the client up for hours.</summary>
    public const int MaxIterations = 1_000_000;

    /// <summary>Reads the message and checks all that can be checked before it is used.</summary>
    /// <exception cref="SaslException">It is not what RFC 5802 says, or passes a limit.</exception>
    public static ScramServerFirst Parse(string message, string clientNonce)
    {
        var attributes = message.Split(',');
        if (attributes[0].StartsWith("m=", StringComparison.Ordinal))
        {
            throw new SaslException("The server demands a SCRAM extension that is not known here (RFC 5802 5.1, attribute m).");
        }

        // The order of the first three is fixed; what follows them is optional and ignored (RFC 5802 5.1).
        if (attributes.Length < 3)
        {
            throw new SaslException("The server's first SCRAM message lacks a nonce, a salt or an iteration count (RFC 5802 7).");
        }

        return new ScramServerFirst(
            ReadNonce(Value(attributes[0], 'r'), clientNonce),
            ReadSalt(Value(attributes[1], 's')),
            ReadIterations(Value(attributes[2], 'i')));
    }

    /// <summary>The value of <c>x=value</c>.</summary>
    public static string Value(string attribute, char name) =>
        attribute.Length > 2 && attribute[0] == name && attribute[1] == '='
            ? attribute.Substring(2)
            : throw new SaslException($"A SCRAM message of the server lacks the attribute {name} at its place (RFC 5802 7).");

    public static byte[] ReadBase64(string value)
    {
        try
        {
            return Convert.FromBase64String(value);
        }
        catch (FormatException e)
        {
            throw new SaslException("A SCRAM message of the server holds an attribute that is not base64 (RFC 5802 7).", e);
        }
    }

    private static string ReadNonce(string nonce, string clientNonce)
    {
        // RFC 5802 5.1: the client must see its own nonce again, or the message may be a replay; and the server must have added to it.
        if (nonce.Length <= clientNonce.Length || !nonce.StartsWith(clientNonce, StringComparison.Ordinal))
        {
            throw new SaslException("The server's SCRAM nonce does not begin with ours and go on (RFC 5802 5.1): the message may be a replay.");
        }

        foreach (var c in nonce)
        {
            if (c is < '!' or > '~')
            {
                throw new SaslException("The server's SCRAM nonce holds a character that is not printable ASCII (RFC 5802 7).");
            }
        }

        return nonce;
    }

    private static byte[] ReadSalt(string salt)
    {
        var octets = ReadBase64(salt);
        return octets.Length > 0 ? octets : throw new SaslException("The server's SCRAM salt is empty (RFC 5802 7).");
    }

    private static int ReadIterations(string count)
    {
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations > MaxIterations)
        {
            throw new SaslException($"The server's SCRAM iteration count is no number up to {MaxIterations}.");
        }

        return iterations >= MinIterations
            ? iterations
            : throw new SaslException($"The server asks for {iterations} SCRAM iterations. Fewer than {MinIterations} make a password easy to guess from the answer (RFC 5802 5.1).");
    }
}
