using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Addressing;

namespace SmtpTools.Transport;

/// <summary>Judges certificates as they were sent, where no handshake was made with them.</summary>
internal static class SentCertificates
{
    /// <summary>What they are worth, as after a handshake; null where they can't be read.</summary>
    /// <param name="sent">The certificates in DER, the server's own first; at least one.</param>
    /// <param name="target">The name that it is to be for.</param>
    /// <param name="options">What is trusted.</param>
    /// <param name="time">The clock.</param>
    public static TlsFacts? Judge(IReadOnlyList<byte[]> sent, string target, TlsOptions options, TimeProvider time)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            foreach (var octets in sent)
            {
                _ = certificates.Add(new X509Certificate2(octets));
            }

            using var chain = ServerChain.For(options);
            chain.ChainPolicy.ExtraStore.AddRange(certificates.Cast<X509Certificate2>().Skip(1).ToArray());
            var errors = chain.Build(certificates[0]) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
            if (!IsFor(certificates[0], target))
            {
                errors |= SslPolicyErrors.RemoteCertificateNameMismatch;
            }

            var judge = new CertificateJudge(options, time);
            _ = judge.Judge(certificates[0], chain, errors);
            return judge.Report(target);
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>RFC 9525 6: only what subjectAltName holds counts.</summary>
    private static bool IsFor(X509Certificate2 certificate, string target)
    {
        var names = CertificateReader.NamesOf(certificate);
        return IPAddress.TryParse(target, out var address)
            ? names.Contains(address.ToString())
            : names.Any(name => HostPattern.Matches(name, target));
    }
}
