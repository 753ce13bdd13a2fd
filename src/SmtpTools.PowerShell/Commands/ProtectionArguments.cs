using System.Security;

namespace SmtpTools.Commands;

/// <summary>What messages are to be protected with, as parameters say it.</summary>
internal sealed class ProtectionArguments
{
    public CertificateArgument? SmimeCertificate { get; init; }

    public SecureString? SmimePassword { get; init; }

    public bool IsOpaque { get; init; }

    public IReadOnlyList<CertificateArgument> RecipientCertificates { get; init; } = [];

    public string? PgpKey { get; init; }

    public SecureString? PgpPassphrase { get; init; }

    public IReadOnlyList<string> RecipientPgpKeys { get; init; } = [];

    public IReadOnlyList<DkimKeyArgument> DkimKeys { get; init; } = [];

    public string? DkimDomain { get; init; }

    public TimeSpan? DkimExpiresAfter { get; init; }

    public DkimKeyArgument? ArcKey { get; init; }

    public string? ArcDomain { get; init; }
}
