using SmtpTools.TlsHello;
using SmtpTools.Transport;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>The certificates that the server shows to clients of either kind, RSA and ECDSA, exactly as it sends them.</summary>
internal sealed class TlsCertificatesProbe : SmtpCheck
{
    public static readonly FindingKind OtherCertificateFaulty = new(
        "OtherCertificateFaulty",
        FindingSeverity.Warning,
        "The server's other certificate does not hold",
        "The server has a certificate for each kind of key, and one that was not used in the test's own session is bad: clients that get it refuse the server, and nobody else sees why.",
        "Renew it together with the first, or take it out of the configuration.",
        "RFC 5280 6; RFC 9525")
    { SeverityWhereTlsIsRequired = FindingSeverity.Error };

    public static readonly FindingKind CertificateOrderWrong = new(
        "CertificateOrderWrong",
        FindingSeverity.Warning,
        "The chain is not in order",
        "Each certificate has to be followed by that of its issuer. Many clients sort the chain themselves; others refuse the server.",
        "Put the server's own certificate first, then each issuer's, and nothing else, into the file that the server sends.",
        "RFC 5246 7.4.2; RFC 8446 4.4.2");

    public static readonly FindingKind CertificateRootSent = new(
        "CertificateRootSent",
        FindingSeverity.Information,
        "The root is sent along",
        "A client trusts a root that it has, and not one that it is sent: it only makes the handshake longer. With DANE-TA alone it is needed.",
        "Leave it out of the file, unless a TLSA record names it.",
        "RFC 8446 4.4.2; RFC 7671 5.2.2");

    private const string Rsa = "RSA";
    private const string Ecdsa = "ECDSA";

    public override string Id => "TlsCertificates";

    public override string Description => "The certificates for RSA and for ECDSA, where the server has both, with their chains as they are sent. In TLS 1.3 alone only their being there is seen.";

    public override string Cost => "two connections up to the server's certificate, four where it knows TLS 1.3 alone";

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([OtherCertificateFaulty, CertificateOrderWrong, CertificateRootSent]);

    internal override void Run(CheckContext context)
    {
        if (!TlsVersionsProbe.IsTlsOffered(context.Test) || context.IsClosed())
        {
            return;
        }

        var served = new List<ServedCertificate>();
        try
        {
            Look(context, served);
        }
        catch (SmtpToolsException exception)
        {
            context.TurnedAway(exception);
        }

        context.Test.ServedCertificates = served;
        foreach (var certificate in served.Where(static certificate => certificate.Certificate is not null))
        {
            Judge(context, certificate);
        }
    }

    private static void Look(CheckContext context, List<ServedCertificate> served)
    {
        var exchange = new HelloExchange(context);
        var options = context.Options.SessionFor(context.SameEndpoint(), context.Test.Security).Tls;
        foreach (var kind in new[] { Rsa, Ecdsa })
        {
            // Whatever version it answers with, up to TLS 1.2 the certificate comes in plaintext.
            var flight = exchange.Ask(TlsVersion.Tls12, CipherSuites.For(TlsVersion.Tls12).Where(suite => suite.Authentication == kind && !suite.IsExport));
            if (flight is { IsAgreed: true, Certificates.Count: > 0 })
            {
                var facts = SentCertificates.Judge(flight.Certificates, options.TargetName ?? context.Endpoint.Host, options, context.Time);
                served.Add(new ServedCertificate(kind, TlsRegistry.NameOf(flight.Version!.Value), facts));
            }
        }

        if (served.Count > 0)
        {
            return;
        }

        foreach (var (kind, schemes) in new[] { (Rsa, SignatureSchemes.Rsa), (Ecdsa, (IReadOnlyList<ushort>)[.. SignatureSchemes.Ecdsa, .. SignatureSchemes.EdDsa]) })
        {
            // With a key share the server goes on to choose a certificate that fits the schemes, or refuses where it has none.
            var suites = CipherSuites.For(TlsVersion.Tls13);
            var flight = exchange.Ask(TlsVersion.Tls13, suites, schemes: schemes, hasKeyShare: true);
            if (HelloExchange.IsAgreed(flight, TlsVersion.Tls13, suites) && !flight.IsRetry)
            {
                served.Add(new ServedCertificate(kind, TlsRegistry.NameOf(TlsVersion.Tls13), null));
            }
        }
    }

    private static void Judge(CheckContext context, ServedCertificate served)
    {
        var chain = served.SentChain;
        if (chain.Zip(chain.Skip(1), static (certificate, next) => certificate.Issuer == next.Subject).Contains(false))
        {
            context.Report(CertificateOrderWrong, $"{served.KeyKind}: {string.Join("; then ", chain.Select(static certificate => certificate.Subject))}.");
        }

        if (chain.Skip(1).FirstOrDefault(static certificate => certificate.IsSelfIssued) is { } root)
        {
            context.Report(CertificateRootSent, $"{served.KeyKind}: {root.Subject}.");
        }

        // The certificate of the test's own session is judged by the check Certificate, fault by fault.
        if (served.Certificate!.Fingerprint != context.Test.Certificate?.Fingerprint && FaultsOf(context, served).ToList() is { Count: > 0 } faults)
        {
            context.Report(OtherCertificateFaulty, $"{served.KeyKind}, {served.Certificate.Subject}: {string.Join(" ", faults)}");
        }
    }

    private static IEnumerable<string> FaultsOf(CheckContext context, ServedCertificate served)
    {
        foreach (var detail in served.FaultDetails)
        {
            yield return detail;
        }

        foreach (var certificate in served.SentChain)
        {
            if (certificate.DaysLeft >= 0 && certificate.DaysLeft < context.Options.CertificateDays)
            {
                yield return FormattableString.Invariant($"{certificate.Subject} ends in {certificate.DaysLeft} days.");
            }

            if (CertificateProbe.IsKeyWeak(certificate))
            {
                yield return $"{certificate.Subject} has a key of {certificate.KeyBits} bits.";
            }

            if (CertificateProbe.IsSignatureWeak(certificate))
            {
                yield return $"{certificate.Subject} is signed with {certificate.SignatureAlgorithm}.";
            }
        }
    }
}
