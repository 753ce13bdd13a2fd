using SmtpTools.Diagnosis.Probes;

namespace SmtpTools;

/// <summary>The checks that there are.</summary>
public static class SmtpChecks
{
    /// <summary>The name that stands for all checks but those that are done by their own name only.</summary>
    public const string AllName = "All";

    /// <summary>All checks, in the order in which they are done.</summary>
    public static IReadOnlyList<SmtpCheck> All { get; } = Array.AsReadOnly<SmtpCheck>(
    [
        new ReachabilityProbe(),
        new PortsProbe(),
        new AddressesProbe(),
        new NamesProbe(),
        new HelloProbe(),
        new RepliesProbe(),
        new StartTlsProbe(),
        new TlsVersionsProbe(),
        new TlsCiphersProbe(),
        new TlsResumptionProbe(),
        new InjectionProbe(),
        new CertificateProbe(),
        new TlsCertificatesProbe(),
        new DaneProbe(),
        new MtaStsProbe(),
        new AuthProbe(),
        new AuthMechanismsProbe(),
        new PlaintextMailProbe(),
        new PostmasterProbe(),
        new VerifyProbe(),
        new RecipientsProbe(),
        new RelayProbe(),
        new ParametersProbe(),
        new PipeliningProbe(),
        new ErrorsProbe(),
        new IdleProbe(),
        new SmugglingProbe(),
        new ReputationProbe(),
    ]);

    /// <summary>The checks that are done where none is chosen.</summary>
    public static IReadOnlyList<SmtpCheck> Default { get; } = Array.AsReadOnly<SmtpCheck>([.. All.Where(static check => check.IsDefault)]);

    /// <summary>Finds checks by their names.</summary>
    /// <param name="names">Names of checks, or <c>All</c>; case does not matter. None means the default ones.</param>
    /// <returns>The checks, each once, in the order in which they are done.</returns>
    /// <exception cref="ArgumentException">There is no check of that name.</exception>
    public static IReadOnlyList<SmtpCheck> Find(IEnumerable<string> names)
    {
        var wanted = new HashSet<string>(names ?? throw new ArgumentNullException(nameof(names)), StringComparer.OrdinalIgnoreCase);
        if (wanted.Count == 0)
        {
            return Default;
        }

        var unknown = wanted.Where(static name => !Is(name, AllName) && !All.Any(check => Is(name, check.Id))).ToList();
        return unknown.Count > 0
            ? throw new ArgumentException($"There is no check '{string.Join("', '", unknown)}'. The checks are {string.Join(", ", All)}, and {AllName}.", nameof(names))
            : All.Where(check => (wanted.Contains(AllName) && !check.IsByNameOnly) || wanted.Contains(check.Id)).ToArray();
    }

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
