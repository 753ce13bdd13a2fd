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

            if ((ReasonAgainst(entry, request) ?? ReasonAgainstBinding(entry, request, candidates)) is { } reason)
            {
                unused.Add(new UnusedMechanism(entry.Name, reason));
            }
            else if (entry.Binds)
            {
                candidates.AddRange(request.ChannelBindings.Select(binding => Candidate(entry, request, binding)));
            }
            else
            {
                candidates.Add(Candidate(entry, request, binding: null));
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

    private static SaslCandidate Candidate(SaslCatalogEntry entry, SaslRequest request, SaslChannelBinding? binding) =>
        new(entry.Name, binding, refresh => entry.Create(request, binding, refresh));

    private static SaslCatalogEntry? Find(string name) =>
        SaslCatalog.Entries.FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string? ReasonAgainst(SaslCatalogEntry entry, SaslRequest request)
    {
        var isNamed = entry.Name.Equals(request.Mechanism, StringComparison.OrdinalIgnoreCase);
        var kind = request.Credential.Kind;
        return request.Mechanism is not null && !isNamed ? $"{request.Mechanism.ToUpperInvariant()} was asked for by name"
            : !entry.Kinds.Contains(kind) && !(isNamed && entry.KindsWhenNamed.Contains(kind)) ? ReasonAgainstKind(entry, kind)
            : entry.UnavailableReason is { } unavailable ? unavailable
            : !entry.CarriesAuthorizationId && request.Credential.AuthorizationId.Length > 0 ? "it can't say that the user acts as another one"
            : entry.ExposesSecret && !request.IsProtected && !request.AllowUnprotectedSecrets ? $"it would send {Secret(kind)} readable over a connection without TLS"
            : entry.Name == "EXTERNAL" && !isNamed && !request.HasClientCertificate ? "the connection was made without a client certificate"
            : null;
    }

    private static string ReasonAgainstKind(SaslCatalogEntry entry, SmtpCredentialKind kind) =>
        entry.KindsWhenNamed.Contains(kind)
            ? $"with {Name(kind)} it is used only when asked for by name"
            : $"it needs {Name(entry.Kinds[0])}, and {Name(kind)} was given";

    private static string? ReasonAgainstBinding(SaslCatalogEntry entry, SaslRequest request, List<SaslCandidate> stronger) =>
        !entry.Binds ? null
        : request.ChannelBindings.Count == 0 ? "the connection has nothing that it could be bound to"

        // Where the server can't bind in our way, the next hash would fail like the first, and each failure counts with some servers.
        : stronger.Count > 0 ? $"{stronger[0].Name} is stronger"
        : null;

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
