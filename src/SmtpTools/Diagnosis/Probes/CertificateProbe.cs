namespace SmtpTools.Diagnosis.Probes;

/// <summary>What the server's certificate is worth.</summary>
internal sealed class CertificateProbe : SmtpCheck
{
    public static readonly FindingKind CertificateMissing = Kind(
        "CertificateMissing",
        "TLS without a certificate",
        "The server made an anonymous handshake: nobody can tell who it is.",
        "Give the server a certificate for its name.",
        "RFC 3207 4.1");

    public static readonly FindingKind CertificateExpired = Kind(
        "CertificateExpired",
        "A certificate is outside its validity period",
        "Clients and senders that check certificates refuse this server.",
        "Renew the certificate, have the server load it, and check this computer's clock. An expired intermediate is cured by sending the authority's current one.",
        "RFC 5280 4.1.2.5");

    public static readonly FindingKind CertificateExpiresSoon = new(
        "CertificateExpiresSoon",
        FindingSeverity.Warning,
        "A certificate ends soon",
        "When it has ended, clients and senders that check certificates refuse this server.",
        "Renew it, and see why the automatic renewal, if there is one, has not run. The server must load the new file.",
        "RFC 5280 4.1.2.5");

    public static readonly FindingKind CertificateSelfSigned = Kind(
        "CertificateSelfSigned",
        "The certificate is self-signed",
        "Nobody but those who know it can tell this server from an impostor. It serves for opportunistic TLS and for DANE, and nothing else.",
        "Use a certificate of an authority that the clients trust, or publish it by DANE.",
        "RFC 7435; RFC 7672; RFC 8461 4.2");

    public static readonly FindingKind CertificateUntrusted = Kind(
        "CertificateUntrusted",
        "The certificate's root is not trusted here",
        "The chain ends in an authority that this computer does not trust.",
        "Use a certificate of a public authority; for a private one, bring its root to the clients.",
        "RFC 5280 6; RFC 8461 4.2");

    public static readonly FindingKind CertificateChainIncomplete = Kind(
        "CertificateChainIncomplete",
        "The chain is incomplete",
        "An issuer was neither sent nor is it known here. Usually the server does not send its intermediate certificate; clients that happen to know it work, others do not. A private root that is not trusted here looks the same.",
        "Configure the file that holds certificate and intermediates (fullchain), the server's own certificate first.",
        "RFC 8446 4.4.2; RFC 5246 7.4.2");

    public static readonly FindingKind CertificateNameMismatch = Kind(
        "CertificateNameMismatch",
        "The certificate is for another name",
        "Clients that check the name refuse this server. Senders with MTA-STS or DANE-TA do not deliver.",
        "Use a certificate whose subjectAltName holds the name that clients connect to (for an MX, the name in the MX record). -TlsTargetName tests for another name.",
        "RFC 9525; RFC 8461 4.1; RFC 7672 3.2.2");

    public static readonly FindingKind CertificateRevoked = Kind(
        "CertificateRevoked",
        "A certificate is revoked",
        "Its authority has declared it invalid: its key may be in wrong hands.",
        "Replace key and certificate at once.",
        "RFC 5280 5; RFC 6960");

    public static readonly FindingKind CertificateWrongUsage = Kind(
        "CertificateWrongUsage",
        "The certificate is not for servers",
        "Its extended key usage, or a constraint of its chain, forbids this use. Clients refuse it.",
        "Use a certificate with the extended key usage serverAuth.",
        "RFC 5280 4.2.1.12");

    public static readonly FindingKind CertificateInvalid = Kind(
        "CertificateInvalid",
        "A certificate of the chain is bad",
        "A signature or the form of a certificate does not hold, or its algorithms are refused here.",
        "Have the certificate issued anew.",
        "RFC 5280 6.1");

    public static readonly FindingKind CertificateKeyWeak = Kind(
        "CertificateKeyWeak",
        "A certificate's key is too short",
        "RSA keys below 2048 bits and elliptic keys below 224 bits can be broken by those who want to enough, and current platforms refuse them.",
        "Make a new key: RSA of 2048 bits or more, or ECDSA P-256.",
        "RFC 9325 4.5; NIST SP 800-57");

    public static readonly FindingKind CertificateSignatureWeak = Kind(
        "CertificateSignatureWeak",
        "A certificate is signed with a broken hash",
        "Signatures with MD5 or SHA-1 can be forged, and current platforms refuse them.",
        "Have the certificate issued anew with SHA-256.",
        "RFC 9155; RFC 9325 4.5");

    private const int LeastRsaBits = 2048;
    private const int LeastEllipticBits = 224;

    public override string Id => "Certificate";

    public override string Description => "The certificate that the server shows: chain, name, dates, keys and signatures. Nothing is fetched from elsewhere.";

    public override string Cost => "nothing";

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>(
    [
        CertificateMissing, CertificateExpired, CertificateExpiresSoon, CertificateSelfSigned, CertificateUntrusted, CertificateChainIncomplete,
        CertificateNameMismatch, CertificateRevoked, CertificateWrongUsage, CertificateInvalid, CertificateKeyWeak, CertificateSignatureWeak,
    ]);

    internal override void Run(CheckContext context)
    {
        if (context.Test.Tls is not { } tls)
        {
            return;
        }

        JudgeFaults(context, tls);
        foreach (var certificate in Chain(tls))
        {
            JudgeCertificate(context, tls, certificate);
        }
    }

    private static void JudgeFaults(CheckContext context, TlsFacts tls)
    {
        var details = string.Join(" ", tls.FaultDetails);
        var isSelfSigned = tls.Certificate is { IsSelfIssued: true };
        Judge(CertificateFaults.Missing, CertificateMissing);
        Judge(CertificateFaults.NotInValidityPeriod, CertificateExpired);
        Judge(CertificateFaults.UntrustedRoot, isSelfSigned ? CertificateSelfSigned : CertificateUntrusted);
        Judge(CertificateFaults.IncompleteChain, isSelfSigned ? CertificateSelfSigned : CertificateChainIncomplete);
        Judge(CertificateFaults.NameMismatch, CertificateNameMismatch);
        Judge(CertificateFaults.Revoked, CertificateRevoked);
        Judge(CertificateFaults.WrongUsage, CertificateWrongUsage);
        Judge(CertificateFaults.Invalid, CertificateInvalid);

        void Judge(CertificateFaults fault, FindingKind kind)
        {
            if ((tls.Faults & fault) != 0)
            {
                context.Report(kind, details);
            }
        }
    }

    private static void JudgeCertificate(CheckContext context, TlsFacts tls, CertificateFacts certificate)
    {
        if (certificate.DaysLeft >= 0 && certificate.DaysLeft < context.Options.CertificateDays && (tls.Faults & CertificateFaults.NotInValidityPeriod) == 0)
        {
            context.Report(CertificateExpiresSoon, FormattableString.Invariant($"{certificate.Subject} ends in {certificate.DaysLeft} days, on {certificate.NotAfter:yyyy-MM-dd}."));
        }

        if (IsKeyWeak(certificate))
        {
            context.Report(CertificateKeyWeak, $"{certificate.Subject} has a key of {certificate.KeyBits} bits ({certificate.KeyAlgorithm}).");
        }

        if (IsSignatureWeak(certificate))
        {
            context.Report(CertificateSignatureWeak, $"{certificate.Subject} is signed with {certificate.SignatureAlgorithm}.");
        }
    }

    /// <summary>Whether the key is shorter than what may be used.</summary>
    public static bool IsKeyWeak(CertificateFacts certificate) =>
        certificate.KeyBits != 0 && certificate.KeyBits < (certificate.KeyAlgorithm == "RSA" ? LeastRsaBits : LeastEllipticBits);

    /// <summary>Whether the signature can be forged. A root's own proves nothing and harms nothing.</summary>
    public static bool IsSignatureWeak(CertificateFacts certificate) => !certificate.IsSelfIssued && IsBroken(certificate.SignatureAlgorithm);

    private static IEnumerable<CertificateFacts> Chain(TlsFacts tls) => tls.SentChain.Concat(tls.BuiltChain)
        .GroupBy(static certificate => certificate.Fingerprint).Select(static group => group.First());

    private static bool IsBroken(string algorithm) =>
        algorithm.StartsWith("sha1", StringComparison.OrdinalIgnoreCase) || algorithm.StartsWith("md", StringComparison.OrdinalIgnoreCase);

    private static FindingKind Kind(string id, string title, string meaning, string remedy, string reference) =>
        new(id, FindingSeverity.Warning, title, meaning, remedy, reference) { SeverityWhereTlsIsRequired = FindingSeverity.Error };
}
