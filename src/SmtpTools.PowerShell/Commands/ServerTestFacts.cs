using System.Collections;
using System.Management.Automation;

namespace SmtpTools.Commands;

/// <summary>
/// The facts of a test that stay the same from one test to the next while the server does: no times, no counts of days. Read by name, so
/// that a test out of a file or another process counts as well as a fresh one.
/// </summary>
internal sealed class ServerTestFacts
{
    private static readonly string[] s_paths =
    [
        "Passed", "FailedPhase", "Address", "Security", "Greeting.Code", "ServerName", "UsedHelo", "Tls.Protocol", "Tls.CipherSuite",
        "Certificate.Subject", "Certificate.Issuer", "Certificate.Names", "Certificate.Fingerprint", "Certificate.KeyAlgorithm", "Certificate.NotAfter.UtcDateTime",
        "IsCertificateTrusted", "IsCertificateNameMatched", "AuthMechanismsBeforeTls", "AuthMechanismsAfterTls",
        "TlsCipherOrder", "TlsGroups", "Iprev.Status", "Iprev.Names", "DeliveryPolicy",
        "Dane.Status", "Dane.Outcome", "MtaSts.Status", "MtaSts.Mode", "MtaSts.IsFulfilled",
    ];

    private static readonly string[] s_ofAddress = ["Outcome", "ServerName", "TlsProtocol", "CertificateFingerprint"];

    private readonly PSObject _test;

    public ServerTestFacts(PSObject test)
    {
        _test = test;
        foreach (var path in s_paths)
        {
            Add(path, TextOf(Get(test, path)));
        }

        AddList("ExtensionsBeforeTls", "ExtensionsBeforeTls.All", "Keyword", static item => TextOf(item));
        AddList("ExtensionsAfterTls", "ExtensionsAfterTls.All", "Keyword", static item => TextOf(item));
        AddList("TlsVersions", "TlsVersions", "Protocol", static item => TextOf(Get(item, "IsAccepted")));
        AddList("TlsCipherSuites", "TlsCipherSuites", "Name", static item => TextOf(Get(item, "Weakness")) ?? "offered");
        AddList("Addresses", "Addresses", "Address", static item =>
            string.Join(" ", s_ofAddress.Select(name => TextOf(Get(item, name))).OfType<string>()));
        AddList("Ports", "Ports", "Port", static item => TextOf(Get(item, "Outcome")));
        AddList("Dane.Records", "Dane.Records", "Record", static item => TextOf(Get(item, "IsMatched")));
        AddList("BlockLists", "BlockLists", "Zone", static item => $"{TextOf(Get(item, "Address"))} {TextOf(Get(item, "Status"))}");
        AddList("Findings", "Findings", "Id", static item => TextOf(Get(item, "Severity")));
    }

    /// <summary>The server with its port, by which tests are matched.</summary>
    public string Server => $"{TextOf(Get(_test, "Server")) ?? TextOf(Get(_test, "Domain"))}:{TextOf(Get(_test, "Port"))}";

    public SortedDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether an object is a test, fresh or out of a file.</summary>
    public static bool IsTest(PSObject candidate) => candidate.TypeNames.Any(static name => name is "SmtpTools.SmtpServerTest" or "Deserialized.SmtpTools.SmtpServerTest");

    private static object? Get(PSObject? from, string path)
    {
        object? value = from;
        foreach (var name in path.Split('.'))
        {
            value = value is null ? null : PSObject.AsPSObject(value).Properties[name]?.Value;
        }

        return value;
    }

    private static string? TextOf(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        string text => text.Length == 0 ? null : text,
        DateTime time => time.ToString("u", System.Globalization.CultureInfo.InvariantCulture),
        IEnumerable list => string.Join(", ", list.Cast<object>().Select(TextOf)) is { Length: > 0 } joined ? joined : null,

        // Out of a file, an enumeration's value is its number, and its name is the text of what wraps it.
        _ => value!.ToString(),
    };

    private void Add(string name, string? value)
    {
        if (value is not null)
        {
            Values[name] = value;
        }
    }

    private void AddList(string name, string path, string key, Func<PSObject, string?> valueOf)
    {
        var list = Get(_test, path);
        foreach (var item in ((list is PSObject wrapped ? wrapped.BaseObject : list) as IEnumerable ?? Array.Empty<object>()).Cast<object>().Select(PSObject.AsPSObject))
        {
            Add($"{name}.{TextOf(Get(item, key))}", valueOf(item) ?? "unknown");
        }
    }
}
