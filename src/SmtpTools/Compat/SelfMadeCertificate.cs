using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
#if NETSTANDARD2_0
using System.Collections;
#endif

namespace SmtpTools;

/// <summary>Makes a self-signed server certificate. The API for it is in every runtime that is served, but not in netstandard2.0.</summary>
internal static class SelfMadeCertificate
{
    /// <summary>Makes a certificate with an ECDSA P-256 key, valid from a day before <paramref name="now"/> for a year.</summary>
    /// <param name="dnsNames">The names of the server; the first one is the subject.</param>
    /// <param name="addresses">The addresses of the server.</param>
    /// <param name="now">The time.</param>
    public static X509Certificate2 Create(IReadOnlyList<string> dnsNames, IReadOnlyList<IPAddress> addresses, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var extensions = new X509Extension[]
        {
            new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true),
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true),
            new X509EnhancedKeyUsageExtension([new Oid(ChainPolicies.ServerAuthentication)], critical: false),
        };
        using var certificate = Sign($"CN={dnsNames[0]}", key, extensions, dnsNames, addresses, now.AddDays(-1), now.AddDays(365));

        // Windows makes no handshake with a key that was never in a key store; the copy's key leaves the store with the copy.
        return RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? new X509Certificate2(certificate.Export(X509ContentType.Pfx))
            : new X509Certificate2(certificate);
    }

#if NETSTANDARD2_0
    private static X509Certificate2 Sign(
        string subject, ECDsa key, X509Extension[] extensions, IReadOnlyList<string> dnsNames, IReadOnlyList<IPAddress> addresses, DateTimeOffset from, DateTimeOffset to)
    {
        var names = Activator.CreateInstance(Find("SubjectAlternativeNameBuilder"))!;
        foreach (var name in dnsNames)
        {
            _ = Call(names, "AddDnsName", name);
        }

        foreach (var address in addresses)
        {
            _ = Call(names, "AddIpAddress", address);
        }

        var request = Activator.CreateInstance(Find("CertificateRequest"), subject, key, HashAlgorithmName.SHA256)!;
        var list = (IList)request.GetType().GetProperty("CertificateExtensions")!.GetValue(request)!;
        foreach (var extension in extensions)
        {
            _ = list.Add(extension);
        }

        _ = list.Add(Call(names, "Build", false));
        return (X509Certificate2)Call(request, "CreateSelfSigned", from, to);
    }

    private static Type Find(string name)
    {
        // .NET Framework 4.7.2 and Mono have it in the first assembly, .NET in the second or third.
        var full = $"System.Security.Cryptography.X509Certificates.{name}, ";
        return Type.GetType(full + "System.Core, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089")
            ?? Type.GetType(full + "System.Security.Cryptography.X509Certificates")
            ?? Type.GetType(full + "System.Security.Cryptography")
            ?? throw new PlatformNotSupportedException("This runtime can't make certificates (.NET Framework 4.7.2 or later can); give the listener one.");
    }

    private static object Call(object target, string method, params object[] arguments) =>
        target.GetType().GetMethod(method, [.. arguments.Select(static argument => argument.GetType())])!.Invoke(target, arguments)!;
#else
    private static X509Certificate2 Sign(
        string subject, ECDsa key, X509Extension[] extensions, IReadOnlyList<string> dnsNames, IReadOnlyList<IPAddress> addresses, DateTimeOffset from, DateTimeOffset to)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in dnsNames)
        {
            names.AddDnsName(name);
        }

        foreach (var address in addresses)
        {
            names.AddIpAddress(address);
        }

        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(from, to);
    }
#endif
}
