using System.Security.Authentication;
using SmtpTools.Transport;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>Which TLS versions the server accepts, each tried by itself.</summary>
internal sealed class TlsVersionsProbe : SmtpCheck
{
    public static readonly FindingKind TlsVersionObsolete = new(
        "TlsVersionObsolete",
        FindingSeverity.Warning,
        "Obsolete TLS versions are accepted",
        "TLS 1.0 and 1.1 must not be used any more. Between mail servers they are better than plaintext; for users' programs there is no reason left.",
        "Allow TLS 1.2 and 1.3 only.",
        "RFC 8996; RFC 9325 3.1.1");

    public static readonly FindingKind TlsOnlyObsolete = new(
        "TlsOnlyObsolete",
        FindingSeverity.Error,
        "Only obsolete TLS versions are accepted",
        "Current clients refuse TLS 1.0 and 1.1, so that no protected session with them comes about.",
        "Bring the server up to date and switch TLS 1.2 and 1.3 on.",
        "RFC 8996; RFC 9325 3.1.1");

    public static readonly FindingKind Tls13Missing = new(
        "Tls13Missing",
        FindingSeverity.Information,
        "TLS 1.3 is not accepted",
        "TLS 1.2 with a good cipher suite is safe; TLS 1.3 saves a round trip and hides the certificate.",
        "Nothing has to be done; a current TLS library brings it.",
        "RFC 8446; RFC 9325 3.1.1");

    public static readonly FindingKind ForwardSecrecyMissing = new(
        "ForwardSecrecyMissing",
        FindingSeverity.Warning,
        "A session without forward secrecy",
        "The cipher suite that the server chose makes its key with the certificate's: who gets that key later can read every session that was recorded.",
        "Prefer ECDHE suites; switch off those that begin with TLS_RSA_WITH.",
        "RFC 9325 4.1");

    // The names in SslProtocols are marked obsolete, which is what is looked for here.
    private static readonly SslProtocols[] s_versions = [(SslProtocols)192, (SslProtocols)768, SslProtocols.Tls12, (SslProtocols)12288];

    public override string Id => "TlsVersions";

    public override string Description => "Which TLS versions the server accepts, each tried by itself, and whether the cipher suites have forward secrecy.";

    public override string Cost => "three or four sessions up to the TLS handshake";

    public override IReadOnlyList<FindingKind> Findings { get; } = [TlsVersionObsolete, TlsOnlyObsolete, Tls13Missing, ForwardSecrecyMissing];

    internal override void Run(CheckContext context)
    {
        if (!IsTlsOffered(context.Test))
        {
            return;
        }

        var versions = new List<TlsVersionFacts>();
        foreach (var version in s_versions)
        {
            versions.Add(Known(context, version) ?? Try(context, version));
        }

        context.Test.TlsVersions = versions;
        Judge(context, versions);
    }

    private static bool IsTlsOffered(SmtpServerTest test) => test.Security switch
    {
        TlsMode.None => false,
        TlsMode.Tls => test.Address is not null,
        _ => test.StartTlsOffered == true,
    };

    /// <summary>The version of the test's own session need not be tried again.</summary>
    private static TlsVersionFacts? Known(CheckContext context, SslProtocols version) =>
        context.Test.Tls is { } tls && tls.Protocol == TlsNames.OfProtocol(version) ? new TlsVersionFacts(tls.Protocol, true, tls.CipherSuite, null) : null;

    private static TlsVersionFacts Try(CheckContext context, SslProtocols version)
    {
        var name = TlsNames.OfProtocol(version);
        try
        {
            using var session = context.OpenSession(
                context.Test.Security == TlsMode.Tls ? TlsMode.Tls : TlsMode.StartTlsWhenAvailable,
                options =>
                {
                    options.Tls.Protocols = version;
                    options.Tls.AllowsWeakCiphers = true;
                });
            var tls = session.Tls;
            _ = session.Quit(context.Cancellation);
            return tls is null
                ? new TlsVersionFacts(name, null, null, "STARTTLS was refused this time.")
                : new TlsVersionFacts(name, true, tls.CipherSuite, null);
        }
        catch (SmtpTlsException exception) when (exception.Phase == SmtpPhase.Tls)
        {
            return IsOurs(exception)
                ? new TlsVersionFacts(name, null, null, $"This computer does not speak {name}.")
                : new TlsVersionFacts(name, false, null, exception.Message);
        }
        catch (SmtpToolsException exception)
        {
            context.TurnedAway(exception);
            return new TlsVersionFacts(name, null, null, exception.Message);
        }
    }

    /// <summary>Whether it was this side's TLS library that knew nothing to offer.</summary>
    private static bool IsOurs(Exception exception)
    {
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is NotSupportedException || cause.Message.Contains("no protocols available"))
            {
                return true;
            }
        }

        return false;
    }

    private static void Judge(CheckContext context, List<TlsVersionFacts> versions)
    {
        var accepted = versions.Where(static version => version.IsAccepted == true).ToList();
        var obsolete = accepted.Where(static version => version.Protocol is "TLS 1.0" or "TLS 1.1").ToList();
        if (obsolete.Count > 0)
        {
            var onlyObsolete = obsolete.Count == accepted.Count && versions.Exists(static version => version is { Protocol: "TLS 1.2", IsAccepted: false });
            context.Report(onlyObsolete ? TlsOnlyObsolete : TlsVersionObsolete, $"Accepted: {string.Join(", ", obsolete)}.");
        }

        if (accepted.Count > obsolete.Count && versions.Exists(static version => version is { Protocol: "TLS 1.3", IsAccepted: false }))
        {
            context.Report(Tls13Missing, $"Accepted: {string.Join(", ", accepted.Select(static version => version.Protocol))}.");
        }

        foreach (var version in accepted.Where(static version => version.CipherSuite!.StartsWith("TLS_RSA_WITH", StringComparison.Ordinal)))
        {
            context.Report(ForwardSecrecyMissing, version.ToString());
        }
    }
}
