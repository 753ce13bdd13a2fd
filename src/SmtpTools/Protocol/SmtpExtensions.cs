using System.Globalization;

namespace SmtpTools;

/// <summary>What a server offers, read from its EHLO (or LHLO) reply. Unknown keywords are kept in <see cref="All"/>.</summary>
public sealed class SmtpExtensions
{
    private readonly Dictionary<string, string> _byKeyword = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SmtpExtension> _all = [];

    private SmtpExtensions(string serverName) => ServerName = serverName;

    /// <summary>The set of a server that offers nothing, as after HELO.</summary>
    public static SmtpExtensions None { get; } = new(string.Empty);

    /// <summary>The name the server gives itself in the first line; empty where it gives none.</summary>
    public string ServerName { get; }

    /// <summary>Every keyword line in the order sent. Lines that repeat a keyword are all here.</summary>
    public IReadOnlyList<SmtpExtension> All => _all;

    /// <summary>PIPELINING (RFC 2920).</summary>
    public bool Pipelining => Offers("PIPELINING");

    /// <summary>CHUNKING, that is BDAT (RFC 3030).</summary>
    public bool Chunking => Offers("CHUNKING");

    /// <summary>BINARYMIME (RFC 3030). It counts only together with CHUNKING.</summary>
    public bool BinaryMime => Chunking && Offers("BINARYMIME");

    /// <summary>8BITMIME (RFC 6152).</summary>
    public bool EightBitMime => Offers("8BITMIME");

    /// <summary>SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 => Offers("SMTPUTF8");

    /// <summary>DSN (RFC 3461).</summary>
    public bool Dsn => Offers("DSN");

    /// <summary>ENHANCEDSTATUSCODES (RFC 2034).</summary>
    public bool EnhancedStatusCodes => Offers("ENHANCEDSTATUSCODES");

    /// <summary>STARTTLS (RFC 3207), matched as a whole keyword.</summary>
    public bool StartTls => Offers("STARTTLS");

    /// <summary>REQUIRETLS (RFC 8689).</summary>
    public bool RequireTls => Offers("REQUIRETLS");

    /// <summary>SIZE (RFC 1870), with or without a limit.</summary>
    public bool Size => Offers("SIZE");

    /// <summary>The largest message in octets that SIZE announces; null where there is no fixed limit (0, none or unreadable: RFC 1870 4).</summary>
    public long? MaxSize { get; private set; }

    /// <summary>
    /// SASL mechanisms in upper case in the order offered: AUTH lines, legacy <c>AUTH=</c> lines and Exchange's X-EXPS together,
    /// each mechanism once (RFC 4954 3).
    /// </summary>
    public IReadOnlyList<string> AuthMechanisms { get; private set; } = [];

    /// <summary>DELIVERBY (RFC 2852).</summary>
    public bool DeliverBy => Offers("DELIVERBY");

    /// <summary>FUTURERELEASE (RFC 4865).</summary>
    public bool FutureRelease => Offers("FUTURERELEASE");

    /// <summary>MT-PRIORITY (RFC 6710).</summary>
    public bool MtPriority => Offers("MT-PRIORITY");

    /// <summary>RRVS (RFC 7293).</summary>
    public bool RequireRecipientValidSince => Offers("RRVS");

    /// <summary>LIMITS RCPTMAX: most recipients of one transaction (RFC 9422); null where not announced.</summary>
    public int? MaxRecipients { get; private set; }

    /// <summary>LIMITS MAILMAX: most transactions of one session (RFC 9422); null where not announced.</summary>
    public int? MaxTransactions { get; private set; }

    /// <summary>LIMITS RCPTDOMAINMAX: most recipient domains of one transaction (RFC 9422); null where not announced.</summary>
    public int? MaxRecipientDomains { get; private set; }

    /// <summary>Whether a keyword is offered.</summary>
    /// <param name="keyword">The whole keyword; case does not matter (RFC 5321 2.4).</param>
    public bool Offers(string keyword) => _byKeyword.ContainsKey(keyword);

    /// <summary>The parameters of a keyword as sent, or null where it is not offered.</summary>
    /// <param name="keyword">The whole keyword; case does not matter.</param>
    public string? ParametersOf(string keyword) => _byKeyword.TryGetValue(keyword, out var parameters) ? parameters : null;

    /// <summary>Reads the reply to EHLO or LHLO.</summary>
    /// <param name="reply">A 250 reply.</param>
    public static SmtpExtensions Parse(SmtpReply reply)
    {
        if (reply is null)
        {
            throw new ArgumentNullException(nameof(reply));
        }

        var extensions = new SmtpExtensions(FirstWord(reply.Lines[0]));
        var mechanisms = new List<string>();
        for (var i = 1; i < reply.Lines.Count; i++)
        {
            extensions.Add(reply.Lines[i], mechanisms);
        }

        extensions.AuthMechanisms = mechanisms;
        extensions.ReadSize();
        extensions.ReadLimits();
        return extensions;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _all);

    private static string FirstWord(string line)
    {
        var end = line.IndexOf(' ');
        return end < 0 ? line : line.Substring(0, end);
    }

    private void Add(string line, List<string> mechanisms)
    {
        var keyword = FirstWord(line.Trim());
        if (keyword.Length == 0)
        {
            return;
        }

        var parameters = line.Trim().Substring(keyword.Length).Trim();

        // "AUTH=PLAIN LOGIN" is older than RFC 4954 and still sent beside the proper line for older clients.
        if (keyword.StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase))
        {
            parameters = $"{keyword.Substring("AUTH=".Length)} {parameters}".Trim();
            keyword = "AUTH";
        }

        keyword = keyword.ToUpperInvariant();
        _all.Add(new SmtpExtension(keyword, parameters));
        _ = _byKeyword.TryAdd(keyword, parameters);

        if (keyword is "AUTH" or "X-EXPS")
        {
            foreach (var mechanism in parameters.ToUpperInvariant().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            {
                if (!mechanisms.Contains(mechanism))
                {
                    mechanisms.Add(mechanism);
                }
            }
        }
    }

    private void ReadSize() =>
        MaxSize = long.TryParse(ParametersOf("SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;

    private void ReadLimits()
    {
        foreach (var limit in (ParametersOf("LIMITS") ?? string.Empty).Split([' '], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = limit.Split('=');
            if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1)
            {
                // RFC 9422 3: a limit that can't be read is ignored.
                continue;
            }

            switch (parts[0].ToUpperInvariant())
            {
                case "RCPTMAX":
                    MaxRecipients = value;
                    break;
                case "MAILMAX":
                    MaxTransactions = value;
                    break;
                case "RCPTDOMAINMAX":
                    MaxRecipientDomains = value;
                    break;
            }
        }
    }
}
