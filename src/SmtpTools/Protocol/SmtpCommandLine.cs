using System.Text;

namespace SmtpTools.Protocol;

/// <summary>A command line as a server receives it: its verb and what stands behind (RFC 5321 4.1.1).</summary>
internal readonly struct SmtpCommandLine
{
    /// <summary>
    /// The most octets of a command line with its CRLF that the capture server takes unless told otherwise. RFC 5321 4.5.3.1.4 wants 512 and lets extensions
    /// add to it: AUTH= 500 (RFC 4954), ORCPT= 500 and ENVID= 100 (RFC 3461), 34 for HOLDUNTIL= (RFC 4865), and more.
    /// </summary>
    public const int DefaultMaxLength = 2048;

    /// <summary>The most octets of a line of an AUTH exchange with its CRLF (RFC 4954 4).</summary>
    public const int MaxAuthLength = 12288;

    // Decoding throws for what is not UTF-8, so that no two byte sequences are the same text.
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SmtpCommandLine(SmtpVerb verb, string name, string argument)
    {
        Verb = verb;
        Name = name;
        Argument = argument;
    }

    /// <summary>The verbs that are known, in upper case.</summary>
    public static IEnumerable<string> KnownVerbNames => KnownVerbs.All.Select(static known => known.Name);

    /// <summary>The command, Unknown for one that this server does not have.</summary>
    public SmtpVerb Verb { get; }

    /// <summary>The verb in upper case.</summary>
    public string Name { get; }

    /// <summary>What stands behind the verb and one space, without trailing spaces (RFC 5321 4.1.1 wants these tolerated).</summary>
    public string Argument { get; }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line without its CRLF.</param>
    /// <exception cref="CommandSyntaxException">The line is no command.</exception>
    public static SmtpCommandLine Parse(ReadOnlySpan<byte> line)
    {
        foreach (var octet in line)
        {
            if (octet is < (byte)' ' or 0x7F)
            {
                throw Unreadable($"A control character (0x{octet:X2}) in a command (RFC 5321 4.1.2)");
            }
        }

        var length = line.Length;
        while (length > 0 && line[length - 1] == ' ')
        {
            length--;
        }

        line = line.Slice(0, length);
        var space = line.IndexOf((byte)' ');
        var word = space < 0 ? line : line.Slice(0, space);
        var verb = VerbOf(word, out var name);
        return new SmtpCommandLine(verb, name, space < 0 ? string.Empty : Decode(line.Slice(space + 1)));
    }

    /// <summary>Refuses an argument where the command has none.</summary>
    /// <exception cref="CommandSyntaxException">There is one.</exception>
    public void RefuseArgument()
    {
        if (Argument.Length > 0)
        {
            throw CommandSyntaxException.Argument($"{Name} takes no argument");
        }
    }

    /// <summary>Reads the size and the LAST of a BDAT command (RFC 3030 2).</summary>
    /// <exception cref="CommandSyntaxException">The argument is neither <c>size</c> nor <c>size LAST</c>.</exception>
    public (long Size, bool IsLast) ReadChunk()
    {
        const int MaxDigits = 18;
        var size = 0L;
        var at = 0;
        for (; at < Argument.Length && Argument[at] is >= '0' and <= '9'; at++)
        {
            if (at == MaxDigits)
            {
                throw CommandSyntaxException.Argument($"A chunk size has at most {MaxDigits} digits");
            }

            size = (size * 10) + (Argument[at] - '0');
        }

        var isLast = string.Equals(Argument.Substring(at), " LAST", StringComparison.OrdinalIgnoreCase);
        return at > 0 && (isLast || at == Argument.Length)
            ? (size, isLast)
            : throw CommandSyntaxException.Argument("BDAT takes a size and LAST or nothing (RFC 3030 2)");
    }

    private static SmtpVerb VerbOf(ReadOnlySpan<byte> word, out string name)
    {
        foreach (var (octets, known, verb) in KnownVerbs.All)
        {
            if (EqualsIgnoringCase(word, octets))
            {
                name = known;
                return verb;
            }
        }

        name = Decode(word).ToUpperInvariant();
        return SmtpVerb.Unknown;
    }

    private static bool EqualsIgnoringCase(ReadOnlySpan<byte> word, byte[] upperCase)
    {
        if (word.Length != upperCase.Length)
        {
            return false;
        }

        const byte LowerCaseBit = 0x20;
        for (var i = 0; i < word.Length; i++)
        {
            // All verbs are letters, and no octet that is not a letter becomes one by this.
            if ((word[i] & ~LowerCaseBit) != upperCase[i])
            {
                return false;
            }
        }

        return true;
    }

    private static string Decode(ReadOnlySpan<byte> octets)
    {
        try
        {
            return s_strictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable("A command that is neither ASCII nor UTF-8 (RFC 6531 3.3)");
        }
    }

    private static CommandSyntaxException Unreadable(string message) => new(500, new EnhancedStatusCode(5, 5, 2), message);

    /// <summary>Every verb in octets, text and value; the frequent ones first.</summary>
    private static class KnownVerbs
    {
        public static readonly (byte[] Octets, string Name, SmtpVerb Verb)[] All = [.. new[]
        {
            SmtpVerb.Rcpt, SmtpVerb.Mail, SmtpVerb.Bdat, SmtpVerb.Data, SmtpVerb.Rset, SmtpVerb.Noop, SmtpVerb.Quit, SmtpVerb.Ehlo, SmtpVerb.Lhlo,
            SmtpVerb.Helo, SmtpVerb.StartTls, SmtpVerb.Auth, SmtpVerb.Vrfy, SmtpVerb.Expn, SmtpVerb.Help, SmtpVerb.Etrn, SmtpVerb.XClient, SmtpVerb.XForward,
        }.Select(static verb =>
        {
            var name = verb.ToString().ToUpperInvariant();
            return (Encoding.ASCII.GetBytes(name), name, verb);
        })];
    }
}
