namespace SmtpTools.Sasl;

/// <summary>
/// Decides which of the mechanisms offered are tried, in the order of <see cref="SaslCatalog"/>, and says of each other one why it is
/// not. It is the one place that keeps a secret off an unprotected connection.
/// </summary>
internal static class SaslMechanismSelector
{
    public static SaslPlan Select(SaslRequest request)
    {
        var candidates = new List<SaslCandidate>();
        var unused = new List<UnusedMechanism>();
        foreach (var entry in SaslCatalog.Entries)
        {
            if (!request.Offered.Contains(entry.Name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (ReasonAgainst(entry, request) is { } reason)
            {
                unused.Add(new UnusedMechanism(entry.Name, reason));
            }
            else
            {
                candidates.Add(new SaslCandidate(entry.Name, refresh => entry.Create(request, refresh)));
            }
        }

        foreach (var name in request.Offered.Where(name => Find(name) is null))
        {
            unused.Add(new UnusedMechanism(name, ReasonAgainstUnknown(name)));
        }

        if (request.Mechanism is { } named && !request.Offered.Contains(named, StringComparer.OrdinalIgnoreCase))
        {
            unused.Add(new UnusedMechanism(named.ToUpperInvariant(), "asked for by name, but the server does not offer it"));
        }

        return new SaslPlan(request.Offered, candidates, unused);
    }

    private static SaslCatalogEntry? Find(string name) =>
        SaslCatalog.Entries.FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string? ReasonAgainst(SaslCatalogEntry entry, SaslRequest request)
    {
        var isNamed = entry.Name.Equals(request.Mechanism, StringComparison.OrdinalIgnoreCase);
        var kind = request.Credential.Kind;
        return request.Mechanism is not null && !isNamed ? $"{request.Mechanism.ToUpperInvariant()} was asked for by name"
            : !entry.Kinds.Contains(kind) ? $"it needs {Name(entry.Kinds[0])}, and {Name(kind)} was given"
            : entry.ExposesSecret && !request.IsProtected && !request.AllowUnprotectedSecrets ? $"it would send {Secret(kind)} readable over a connection without TLS"
            : entry.Name == "EXTERNAL" && !isNamed && !request.HasClientCertificate ? "the connection was made without a client certificate"
            : null;
    }

    private static string ReasonAgainstUnknown(string name) => name.ToUpperInvariant() switch
    {
        "DIGEST-MD5" => "it is historic and insecure (RFC 6331) and not supported",
        "KERBEROS_V4" => "it is obsolete (RFC 4422) and not supported",
        _ => "it is not supported",
    };

    private static string Secret(SmtpCredentialKind kind) => kind == SmtpCredentialKind.Token ? "the token" : "the password";

    private static string Name(SmtpCredentialKind kind) => kind switch
    {
        SmtpCredentialKind.Password => "a password",
        SmtpCredentialKind.Token => "an access token",
        SmtpCredentialKind.Integrated => "the current user's logon",
        SmtpCredentialKind.External => "an external identity (a client certificate)",
        _ => "no identity (anonymous)",
    };
}
