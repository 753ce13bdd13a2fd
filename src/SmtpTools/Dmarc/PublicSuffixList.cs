using System.Text;
using SmtpTools.Addressing;
using SmtpTools.Dmarc;
using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>
/// A list of public suffixes in the format of publicsuffix.org. Receivers that follow RFC 7489 take organizational domains from one (RFC 7489
/// 3.2). It is read once, changes no more, and is safe to use from several threads at once.
/// </summary>
public sealed class PublicSuffixList
{
    /// <summary>The most octets of a list; that of publicsuffix.org has a third of a million.</summary>
    public const int MaxLength = 8 * 1024 * 1024;

    /// <summary>The most rules of a list; that of publicsuffix.org has ten thousand.</summary>
    public const int MaxRules = 100_000;

    private const string Comment = "//";
    private const string VersionComment = "// VERSION:";
    private const string PrivateBegin = "===BEGIN PRIVATE DOMAINS===";
    private const string PrivateEnd = "===END PRIVATE DOMAINS===";

    private static readonly char[] s_blanks = [' ', '\t', '\r', '\f', '\v'];

    private readonly PublicSuffixNode _root = new();

    private PublicSuffixList(string? path) => Path = path;

    /// <summary>The file; null where the list was given as a text.</summary>
    public string? Path { get; }

    /// <summary>The list's own word for its version, as <c>2026-08-01_12-00-00_UTC</c>; null where it says none.</summary>
    public string? Version { get; private set; }

    /// <summary>How many rules it has.</summary>
    public int RuleCount { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <exception cref="PublicSuffixListException">It is no such list.</exception>
    /// <exception cref="IOException">It is not there, or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static PublicSuffixList Load(string path)
    {
        using var file = new FileStream(path ?? throw new ArgumentNullException(nameof(path)), FileMode.Open, FileAccess.Read, FileShare.Read);
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int count; (count = file.Read(buffer, 0, buffer.Length)) > 0;)
        {
            content.Write(buffer, 0, count);
            if (content.Length > MaxLength)
            {
                throw new PublicSuffixListException($"'{path}' is no list of public suffixes: it has more than {MaxLength} octets.");
            }
        }

        try
        {
            return Read(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content.ToArray()), path);
        }
        catch (DecoderFallbackException e)
        {
            throw new PublicSuffixListException($"'{path}' is no list of public suffixes: it is not in UTF-8.", e);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The list: a rule a line, and comments.</param>
    /// <exception cref="PublicSuffixListException">It is no such list.</exception>
    public static PublicSuffixList Parse(string text) => Read(text ?? throw new ArgumentNullException(nameof(text)), null);

    /// <summary>The public suffix of a domain. That of a suffix is the suffix itself.</summary>
    /// <param name="domain">The domain, in ASCII or Unicode; a trailing dot is allowed.</param>
    /// <exception cref="ArgumentException">It is not a domain name.</exception>
    public PublicSuffix Find(string domain)
    {
        var labels = Ascii(domain).Split('.');
        var (node, count) = _root.Find(labels);

        // Where no rule matches the rule is *; an exception means what is left without its first label.
        return new PublicSuffix(Last(labels, node is null ? 1 : node.IsException ? count - 1 : count), node?.Rule, node is { IsPrivate: true });
    }

    /// <summary>The organizational domain by RFC 7489 3.2: the public suffix and one label more. That of a public suffix is the suffix itself.</summary>
    /// <param name="domain">The domain, in ASCII or Unicode; a trailing dot is allowed.</param>
    /// <returns>The organizational domain in ASCII.</returns>
    /// <exception cref="ArgumentException">It is not a domain name.</exception>
    public string OrganizationalDomainOf(string domain)
    {
        var ascii = Ascii(domain);
        return Last(ascii.Split('.'), Find(ascii).Name.Split('.').Length + 1);
    }

    private static PublicSuffixList Read(string text, string? path)
    {
        var list = new PublicSuffixList(path);
        var isPrivate = false;
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var trimmed = line.Trim(s_blanks);
            if (trimmed.StartsWith(Comment, StringComparison.Ordinal))
            {
                isPrivate = trimmed.EndsWith(PrivateBegin, StringComparison.Ordinal) || (isPrivate && !trimmed.EndsWith(PrivateEnd, StringComparison.Ordinal));
                list.Version ??= trimmed.StartsWith(VersionComment, StringComparison.Ordinal) ? trimmed.Substring(VersionComment.Length).Trim() : null;
            }
            else if (trimmed.Length > 0)
            {
                // A rule ends at the first blank.
                list.Add(trimmed.Split(s_blanks, 2)[0], isPrivate, number);
            }
        }

        return list.RuleCount > 0 ? list : throw new PublicSuffixListException($"{list.Named()} is no list of public suffixes: it has no rule.");
    }

    private void Add(string rule, bool isPrivate, int line)
    {
        var labels = (rule[0] == '!' ? rule.Substring(1) : rule).Split('.');
        if (++RuleCount > MaxRules)
        {
            throw new PublicSuffixListException($"{Named()} is no list of public suffixes: it has more than {MaxRules} rules.");
        }

        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = LabelOf(labels[i]) ?? throw new PublicSuffixListException($"{Named()} is no list of public suffixes: \"{Shown(rule)}\" in line {line} is no rule.");
        }

        if (rule[0] == '!' && labels.Length == 1)
        {
            throw new PublicSuffixListException($"{Named()} is no list of public suffixes: \"{Shown(rule)}\" in line {line} leaves nothing of a name.");
        }

        _root.Add(labels, rule, isPrivate);
    }

    /// <summary>A label as names have it that are asked for: an A-label in lower case, or the asterisk.</summary>
    private static string? LabelOf(string label) =>
        label == "*" ? label
        : label.Length > 0 && Idna.TryToAscii(label.ToLowerInvariant(), out var ascii) is null && ascii.IndexOf('.') < 0 ? ascii : null;

    private static string Ascii(string domain) =>
        QueryName.TryParse(domain ?? throw new ArgumentNullException(nameof(domain)), out var name, out var fault) ? name.Ascii : throw new ArgumentException($"\"{domain}\" is not a domain name: {fault}.", nameof(domain));

    private static string Last(string[] labels, int count) => string.Join(".", labels.Skip(labels.Length - count));

    private static string Shown(string rule) => rule.Length <= DomainName.MaxLength ? rule : rule.Substring(0, DomainName.MaxLength) + "...";

    private string Named() => Path is null ? "The text" : $"'{Path}'";
}
