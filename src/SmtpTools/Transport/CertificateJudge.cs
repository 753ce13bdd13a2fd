using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Transport;

/// <summary>Turns what the platform says of a server's certificate into facts, and holds them against what was asked.</summary>
internal sealed class CertificateJudge(TlsOptions options, TimeProvider time)
{
    private readonly List<string> _details = [];
    private readonly List<CertificateFacts> _sent = [];
    private readonly List<CertificateFacts> _built = [];
    private CertificateFaults _faults;
    private CertificateFacts? _certificate;
    private bool? _isPinMatched;
    private bool _isNameMismatched;

    /// <summary>Called within the handshake, while the platform's chain is alive.</summary>
    /// <returns>
    /// True: the handshake goes on whatever the certificate is worth, and the verdict is spoken after it, with all facts at hand.
    /// </returns>
    public bool Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var now = time.GetUtcNow();
        if (certificate is null)
        {
            Fault(CertificateFaults.Missing, "The server sent no certificate.");
            return true;
        }

        // The handle belongs to the platform and ends with the handshake; the copy is ours.
        using var leaf = new X509Certificate2(certificate);
        _certificate = CertificateFacts.From(leaf, now);
        JudgePins();
        _isNameMismatched = (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0;
        _sent.Add(_certificate);
        if (chain is not null)
        {
            JudgeChain(leaf, chain, (errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0, now);
        }

        return true;
    }

    /// <summary>Everything that is known after the handshake.</summary>
    public TlsFacts Report(SslStream stream, string target, bool? isResumed, TimeSpan handshakeTime)
    {
        JudgeName(target);
        return new TlsFacts
        {
            Protocol = TlsNames.OfProtocol(stream.SslProtocol),
            CipherSuite = TlsNames.OfCipherSuite(stream),
            TargetName = target,
            Certificate = _certificate,
            SentChain = _sent,
            BuiltChain = _built,
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
    public TlsFacts Report(string target)
    {
        JudgeName(target);
        return new TlsFacts
        {
            TargetName = target,
            Certificate = _certificate,
            SentChain = _sent,
            BuiltChain = _built,
            Faults = _faults,
            FaultDetails = _details,
        };
    }

    private void JudgeName(string target)
    {
        if (_isNameMismatched)
        {
            Fault(CertificateFaults.NameMismatch, _certificate!.Names.Count == 0
                ? $"It names no host (no subjectAltName), so it is not for '{target}' (RFC 9525 2)."
                : $"It is for {string.Join(", ", _certificate.Names.Take(10))} and not for '{target}' (RFC 9525).");
        }
    }

    private void JudgePins()
    {
        if (options.PinnedFingerprints.Count == 0)
        {
            return;
        }

        _isPinMatched = options.PinnedFingerprints.Any(pin =>
        {
            var hex = TlsOptions.PlainFingerprint(pin);
            return string.Equals(hex, _certificate!.Fingerprint, StringComparison.OrdinalIgnoreCase)
                || string.Equals(hex, _certificate.PublicKeyFingerprint, StringComparison.OrdinalIgnoreCase);
        });
        if (_isPinMatched == false)
        {
            Fault(CertificateFaults.PinMismatch, $"None of the pinned fingerprints is its own ({_certificate!.Fingerprint}) or its public key's ({_certificate.PublicKeyFingerprint}).");
        }
    }

    private void JudgeChain(X509Certificate2 leaf, X509Chain chain, bool hasErrors, DateTimeOffset now)
    {
        foreach (var sent in chain.ChainPolicy.ExtraStore)
        {
            var facts = FactsOf(sent, now);
            if (!_sent.Contains(facts))
            {
                _sent.Add(facts);
            }
        }

        if (hasErrors && options.ExtraRoots.Count > 0)
        {
            using var own = ServerChain.WithExtraRoots(leaf, chain.ChainPolicy.ExtraStore, options);
            JudgeChain(own, ServerChain.EndsInExtraRoot(own, options), now);
        }
        else
        {
            JudgeChain(chain, endsInExtraRoot: false, now);
        }
    }

    private void JudgeChain(X509Chain chain, bool endsInExtraRoot, DateTimeOffset now)
    {
        var trusted = endsInExtraRoot ? X509ChainStatusFlags.UntrustedRoot : X509ChainStatusFlags.NoError;
        foreach (var element in chain.ChainElements)
        {
            _built.Add(FactsOf(element.Certificate, now));
            foreach (var status in element.ChainElementStatus.Where(status => status.Status != trusted))
            {
                Fault(status, element.Certificate.Subject);
            }
        }

        // What no element carries: a chain that could not be built further.
        foreach (var status in chain.ChainStatus.Where(status => status.Status != trusted))
        {
            Fault(status, _certificate!.Subject);
        }
    }

    /// <summary>The facts of a certificate of the chain, most of which the server sent: those are known already.</summary>
    private CertificateFacts FactsOf(X509Certificate2 certificate, DateTimeOffset now)
    {
        var octets = certificate.RawData;
        return _sent.Find(known => known.RawData.AsSpan().SequenceEqual(octets)) ?? CertificateFacts.From(certificate, now);
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
                CertificateFaults.UntrustedRoot when _certificate!.IsSelfIssued => "It is self-signed and not trusted here.",
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
        var facts = _built.Find(built => built.Subject == subject) ?? _certificate!;
        return FormattableString.Invariant($"{facts.NotBefore:yyyy-MM-dd} to {facts.NotAfter:yyyy-MM-dd}");
    }

    private void Fault(CertificateFaults fault, string detail)
    {
        _faults |= fault;
        _details.Add(detail);
    }
}
