using System.Text;

namespace SmtpTools.Protocol;

/// <summary>The argument of MAIL or RCPT (RFC 5321 4.1.1.2 and 4.1.1.3): a path, then parameters.</summary>
internal sealed class PathArgument
{
    /// <summary>The most octets of a path with its brackets (RFC 5321 4.5.3.1.3).</summary>
    public const int MaxPathLength = 256;

    /// <summary>The most parameters of one command; those of all extensions together are fewer.</summary>
    public const int MaxParameters = 32;

    private PathArgument(string address, IReadOnlyList<EsmtpParameter> parameters)
    {
        Address = address;
        Parameters = parameters;
    }

    /// <summary>The mailbox as written, without a source route; empty for the null path, <c>Postmaster</c> for that name alone.</summary>
    public string Address { get; }

    /// <summary>The parameters in the order given, each keyword once.</summary>
    public IReadOnlyList<EsmtpParameter> Parameters { get; }

    /// <summary>Reads the argument of MAIL.</summary>
    /// <exception cref="CommandSyntaxException">It breaks the grammar.</exception>
    public static PathArgument ParseReversePath(string argument) => Parse(argument, "FROM:", isReverse: true);

    /// <summary>Reads the argument of RCPT.</summary>
    /// <exception cref="CommandSyntaxException">It breaks the grammar.</exception>
    public static PathArgument ParseForwardPath(string argument) => Parse(argument, "TO:", isReverse: false);

    private static PathArgument Parse(string argument, string label, bool isReverse)
    {
        if (!argument.StartsWith(label, StringComparison.OrdinalIgnoreCase))
        {
            throw CommandSyntaxException.Argument($"The argument begins with {label}<");
        }

        // RFC 5321 4.1.1.2: no space on either side of the colon; a server that is lax here hides a client that is wrong.
        if (argument.Length == label.Length || argument[label.Length] != '<')
        {
            throw CommandSyntaxException.Argument($"< follows {label} at once");
        }

        var end = EndOfPath(argument, label.Length);
        var address = ReadPath(argument.Substring(label.Length + 1, end - label.Length - 1), isReverse);
        return new PathArgument(address, end + 1 == argument.Length ? [] : ReadParameters(argument, end + 1));
    }

    /// <summary>Where the closing bracket is: the first one outside of quotes.</summary>
    private static int EndOfPath(string argument, int start)
    {
        var quoted = false;
        for (var i = start + 1; i < argument.Length; i++)
        {
            switch (argument[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '>' when !quoted:
                    return i;
            }
        }

        throw CommandSyntaxException.Argument("The path has no closing >");
    }

    private static string ReadPath(string path, bool isReverse)
    {
        if (path.Length == 0)
        {
            return isReverse ? path : throw BadAddress(isReverse, "the null path is no recipient");
        }

        if (Encoding.UTF8.GetByteCount(path) > MaxPathLength - 2)
        {
            throw BadAddress(isReverse, $"a path has at most {MaxPathLength} octets (RFC 5321 4.5.3.1.3)");
        }

        // RFC 5321 4.1.1.3: <Postmaster> without a domain is a recipient everywhere.
        if (!isReverse && string.Equals(path, "postmaster", StringComparison.OrdinalIgnoreCase))
        {
            return path;
        }

        var mailbox = path[0] == '@' ? SkipSourceRoute(path, isReverse) : path;
        return Mailbox.TryParse(mailbox, out _, out var fault) && mailbox[0] != '<' && !char.IsWhiteSpace(mailbox[0]) && !char.IsWhiteSpace(mailbox[mailbox.Length - 1])
            ? mailbox
            : throw BadAddress(isReverse, fault ?? "it has white space or brackets around it");
    }

    /// <summary>RFC 5321 4.1.1.3 and appendix C: a source route is accepted, checked and otherwise ignored.</summary>
    private static string SkipSourceRoute(string path, bool isReverse)
    {
        var colon = path.IndexOf(':');
        if (colon < 0)
        {
            throw BadAddress(isReverse, "its source route has no colon");
        }

        foreach (var hop in path.Substring(0, colon).Split(','))
        {
            if (hop.Length < 2 || hop[0] != '@' || !DomainName.TryParse(hop.Substring(1), out _))
            {
                throw BadAddress(isReverse, "its source route is not @domain,@domain:");
            }
        }

        return colon + 1 < path.Length ? path.Substring(colon + 1) : throw BadAddress(isReverse, "no mailbox follows its source route");
    }

    private static EsmtpParameter[] ReadParameters(string argument, int start)
    {
        var words = argument.Substring(start).Split(' ');
        if (words[0].Length > 0)
        {
            throw CommandSyntaxException.Argument("A space separates the path from its parameters");
        }

        if (words.Length - 1 > MaxParameters)
        {
            throw CommandSyntaxException.Argument($"More than {MaxParameters} parameters");
        }

        var parameters = new EsmtpParameter[words.Length - 1];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = ReadParameter(words[i + 1]);
            for (var before = 0; before < i; before++)
            {
                if (parameters[before].Keyword == parameters[i].Keyword)
                {
                    throw CommandSyntaxException.Argument($"{parameters[i].Keyword} is given twice");
                }
            }
        }

        return parameters;
    }

    private static EsmtpParameter ReadParameter(string word)
    {
        var equals = word.IndexOf('=');
        var keyword = equals < 0 ? word : word.Substring(0, equals);
        if (keyword.Length == 0 || keyword[0] == '-')
        {
            throw CommandSyntaxException.Argument("A parameter without a keyword, or two spaces in a row");
        }

        foreach (var character in keyword)
        {
            // esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
            if (character is not ((>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            {
                throw CommandSyntaxException.Argument($"'{character}' in a parameter's keyword");
            }
        }

        var value = equals < 0 ? null : word.Substring(equals + 1);
        if (value is not null && (value.Length == 0 || value.Contains('=')))
        {
            // esmtp-value = 1*(%d33-60 / %d62-126)
            throw CommandSyntaxException.Argument($"The value of {keyword} is empty or has an = in it");
        }

        return new EsmtpParameter(keyword.ToUpperInvariant(), value);
    }

    private static CommandSyntaxException BadAddress(bool isReverse, string fault) =>
        new(isReverse ? 501 : 553, new EnhancedStatusCode(5, 1, isReverse ? 7 : 3), $"Not a mail address: {fault}");
}
