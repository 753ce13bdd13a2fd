using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Transport;

/// <summary>Turns what the platform says of a server's certificate into facts, and holds them against what was asked.</summary>
/// <param name="target">The host that it is to be for.</param>
/// <param name="options">What must hold.</param>
/// <param name="time">The clock.</param>
internal sealed class CertificateJudge(string target, TlsOptions options, TimeProvider time)
{
    private readonly List<string> _details = [];
    private readonly ServedCertificates _served = new(time.GetUtcNow());
    private CertificateFaults _faults;
    private bool? _isPinMatched;
    private bool _isNameMismatched;

    /// <summary>Called within the handshake, while the platform's chain is alive.</summary>
    /// <returns>
    /// True: the handshake goes on whatever the certificate is worth, and the verdict is spoken after it, with all facts at hand.
    /// </returns>
    public bool Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            Fault(CertificateFaults.Missing, "The server sent no certificate.");
            return true;
        }

        _served.AddSent(certificate);
        JudgePins();
        _isNameMismatched = (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0 || !NamesTarget(certificate);
        if (chain is not null)
        {
            JudgeChain(certificate, chain, (errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0);
        }

        return true;
    }

    /// <summary>Everything that is known after the handshake.</summary>
    public TlsFacts Report(SslStream stream, bool? isResumed, TimeSpan handshakeTime)
    {
        JudgeName();
        return new TlsFacts
        {
            Protocol = TlsNames.OfProtocol(stream.SslProtocol),
            CipherSuite = TlsNames.OfCipherSuite(stream),
            TargetName = target,
            Served = _served,
            Faults = _faults,
            Ignored = _faults & options.IgnoredFaults,
            FaultDetails = _details,
            IsPinMatched = _isPinMatched,
            ClientCertificateSent = stream.LocalCertificate is not null,
            IsResumed = isResumed,
            HandshakeTime = handshakeTime,
        };
    }

    /// <summary>What is known of the certificate, where the handshake is made by somebody else who keeps the stream.</summary>
    public TlsFacts Report()
    {
        JudgeName();
        return new TlsFacts
        {
            TargetName = target,
            Served = _served,
            Faults = _faults,
            FaultDetails = _details,
        };
    }

    private void JudgeName()
    {
        if (_isNameMismatched)
        {
            var names = _served.Server!.Names;
            Fault(CertificateFaults.NameMismatch, names.Count == 0
                ? $"It names no host (no subjectAltName), so it is not for '{target}' (RFC 9525 2)."
                : $"It is for {string.Join(", ", names.Take(10))} and not for '{target}' (RFC 9525).");
        }
    }

    /// <summary>Where there is no subjectAltName, the platform is content with the common name, which names no host (RFC 9525 2, RFC 8461 3.3).</summary>
    private bool NamesTarget(X509Certificate certificate)
    {
        // .NET Framework may give the plain class; the copy is ours.
        using var copy = certificate is X509Certificate2 ? null : new X509Certificate2(certificate);
        return CertificateReader.IsFor(copy ?? (X509Certificate2)certificate, target);
    }

    private void JudgePins()
    {
        if (options.PinnedFingerprints.Count == 0)
        {
            return;
        }

        var server = _served.Server!;
        _isPinMatched = options.PinnedFingerprints.Any(pin =>
        {
            var hex = TlsOptions.PlainFingerprint(pin);
            return string.Equals(hex, server.Fingerprint, StringComparison.OrdinalIgnoreCase)
                || string.Equals(hex, server.PublicKeyFingerprint, StringComparison.OrdinalIgnoreCase);
        });
        if (_isPinMatched == false)
        {
            Fault(CertificateFaults.PinMismatch, $"None of the pinned fingerprints is its own ({server.Fingerprint}) or its public key's ({server.PublicKeyFingerprint}).");
        }
    }

    private void JudgeChain(X509Certificate server, X509Chain chain, bool hasErrors)
    {
        foreach (var sent in chain.ChainPolicy.ExtraStore)
        {
            _served.AddSent(sent);
        }

        if (hasErrors && options.ExtraRoots.Count > 0)
        {
            // The handle belongs to the platform and ends with the handshake; the copy is ours.
            using var leaf = new X509Certificate2(server);
            using var own = ServerChain.WithExtraRoots(leaf, chain.ChainPolicy.ExtraStore, options);
            JudgeChain(own, ServerChain.EndsInExtraRoot(own, options));
        }
        else
        {
            JudgeChain(chain, endsInExtraRoot: false);
        }
    }

    private void JudgeChain(X509Chain chain, bool endsInExtraRoot)
    {
        var trusted = endsInExtraRoot ? X509ChainStatusFlags.UntrustedRoot : X509ChainStatusFlags.NoError;
        foreach (var element in chain.ChainElements)
        {
            _served.AddBuilt(element.Certificate);
            foreach (var status in element.ChainElementStatus.Where(status => status.Status != trusted))
            {
                Fault(status, element.Certificate.Subject);
            }
        }

        // What no element carries: a chain that could not be built further.
        foreach (var status in chain.ChainStatus.Where(status => status.Status != trusted))
        {
            Fault(status, _served.Server!.Subject);
        }
    }

    private void Fault(X509ChainStatus status, string subject)
    {
        var fault = status.Status switch
        {
            X509ChainStatusFlags.NoError => CertificateFaults.None,
            X509ChainStatusFlags.UntrustedRoot => CertificateFaults.UntrustedRoot,
            X509ChainStatusFlags.PartialChain => CertificateFaults.IncompleteChain,
            X509ChainStatusFlags.NotTimeValid or X509ChainStatusFlags.CtlNotTimeValid => CertificateFaults.NotInValidityPeriod,
            X509ChainStatusFlags.Revoked => CertificateFaults.Revoked,
            X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation =>
                options.Revocation == RevocationCheck.Require ? CertificateFaults.RevocationUnknown : CertificateFaults.None,
            X509ChainStatusFlags.NotValidForUsage or X509ChainStatusFlags.InvalidBasicConstraints or X509ChainStatusFlags.InvalidNameConstraints
                or X509ChainStatusFlags.HasNotPermittedNameConstraint or X509ChainStatusFlags.HasExcludedNameConstraint
                or X509ChainStatusFlags.InvalidPolicyConstraints => CertificateFaults.WrongUsage,
            _ => CertificateFaults.Invalid,
        };
        if (fault != CertificateFaults.None && (_faults & fault) == 0)
        {
            var words = fault switch
            {
                CertificateFaults.UntrustedRoot when _served.Server!.IsSelfIssued => "It is self-signed and not trusted here.",
                CertificateFaults.UntrustedRoot => $"Its root is not trusted here: {subject}.",
                CertificateFaults.IncompleteChain => $"The issuer of {subject} was neither sent nor is it trusted here.",
                CertificateFaults.NotInValidityPeriod => $"{subject} is outside its validity period ({Validity(subject)}).",
                CertificateFaults.Revoked => $"{subject} is revoked.",
                CertificateFaults.RevocationUnknown => $"Whether {subject} is revoked could not be found out.",
                _ => $"{subject}: {status.StatusInformation.Trim()}",
            };
            Fault(fault, words);
        }
    }

    private string Validity(string subject)
    {
        var facts = _served.Built.FirstOrDefault(built => built.Subject == subject) ?? _served.Server!;
        return FormattableString.Invariant($"{facts.NotBefore:yyyy-MM-dd} to {facts.NotAfter:yyyy-MM-dd}");
    }

    private void Fault(CertificateFaults fault, string detail)
    {
        _faults |= fault;
        _details.Add(detail);
    }
}
