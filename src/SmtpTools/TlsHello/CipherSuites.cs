using System.Globalization;

namespace SmtpTools.TlsHello;

/// <summary>The registered cipher suites.</summary>
internal static class CipherSuites
{
    private const string Table = "SmtpTools.TlsHello.cipher-suites.txt";

    private static readonly Lazy<Dictionary<ushort, CipherSuite>> s_byCode = new(Read);

    /// <summary>All of them, by their numbers.</summary>
    public static IEnumerable<CipherSuite> All => s_byCode.Value.Values;

    /// <summary>The suite of a number; one that is not registered is called by its number.</summary>
    public static CipherSuite Of(ushort code) => s_byCode.Value.TryGetValue(code, out var suite) ? suite : new CipherSuite(code, $"TLS_UNKNOWN_WITH_0x{code:X4}");

    /// <summary>
    /// Those that can be negotiated in a version without a secret in common, in the order of a current client: what has forward secrecy and
    /// authenticated encryption first.
    /// </summary>
    public static IReadOnlyList<CipherSuite> For(TlsVersion version) =>
    [
        .. All.Where(suite => suite.IsFor(version) && !suite.NeedsSharedSecret)
            .OrderBy(static suite => RankOf(suite)).ThenBy(static suite => suite.KeyExchange == "ECDHE" ? 0 : 1)
            .ThenBy(static suite => suite.Name.Contains("_AES_") || suite.Name.Contains("CHACHA20") ? 0 : 1).ThenBy(static suite => suite.Code),
    ];

    private static int RankOf(CipherSuite suite) =>
        suite.EncryptsNothing ? 7
        : suite.IsExport ? 6
        : suite.IsAnonymous ? 5
        : suite.IsRc4 || suite.IsDes || suite.HasSmallBlocks ? 4
        : !suite.IsForwardSecret ? 3
        : suite.IsAead ? 1
        : 2;

    private static Dictionary<ushort, CipherSuite> Read()
    {
        var suites = new Dictionary<ushort, CipherSuite>();
        using var reader = new StreamReader(typeof(CipherSuites).Assembly.GetManifestResourceStream(Table)!);
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            if (line[0] != '#')
            {
                var blank = line.IndexOf(' ');
                var code = ushort.Parse(line.Substring(0, blank), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                suites.Add(code, new CipherSuite(code, line.Substring(blank + 1)));
            }
        }

        return suites;
    }
}
