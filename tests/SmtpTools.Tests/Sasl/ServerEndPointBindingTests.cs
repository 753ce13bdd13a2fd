using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Sasl;

namespace SmtpTools.Tests.Sasl;

public class ServerEndPointBindingTests
{
    // Made by openssl; the platform no longer signs with SHA-1 and has no Ed25519.
    private const string Sha1Ecdsa =
        "MIIBajCCARKgAwIBAgIUIS1h8jn83el2hAhtwK2Qb0V06uowCQYHKoZIzj0EATAMMQowCAYDVQQDDAFhMB4XDTI2MTEyNTAyMTMzMloXDTM2MTEyMjAyMTMz" +
        "MlowDDEKMAgGA1UEAwwBYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCi1m2d3+ek75/wU3hrg6XYTwPnu7l1+hynHBPls4sywiICd1GCK34fyVQ9oPZZf" +
        "etXzaVtRcpcpsiFiRX88cZqjUzBRMB0GA1UdDgQWBBSEtD7Bh7fWd6jepwX96LEFpoyRjTAfBgNVHSMEGDAWgBSEtD7Bh7fWd6jepwX96LEFpoyRjTAPBgNV" +
        "HRMBAf8EBTADAQH/MAkGByqGSM49BAEDRwAwRAIgfHNboYl+cfOmIuV8sOxBguLvoH9PxdRUXR7E/2WwVjMCIAsS+HMDt1joTwJ/ozp09Ng7hy5GXW9MFMRh" +
        "Viv+mZTv";

    private const string Sha1Pss =
        "MIIB/jCCAWKgAwIBAgIUX/yxkSBHZ4KIHg0BGgT0g569UewwEgYJKoZIhvcNAQEKMAWiAwIBajAMMQowCAYDVQQDDAFhMB4XDTI2MTEyNTAyMTMzM1oXDTM2" +
        "MTEyMjAyMTMzM1owDDEKMAgGA1UEAwwBYTCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEA/xW6Uy0Y+95RI9GXzNyXXiCZdd99ET4fDlvsJb5PaZ/q9fC/" +
        "w3TlzdUG39PequJ+QR1PMUQq316uuPZPxVO99spzT8saIvamIPjjZP4J1V+xY5eWNJWInn8Y973VFjYADA7+m9vu6/BjMdeOfND9Z1T3tyrc1OZn7cRkg5nk" +
        "GS8CAwEAAaNTMFEwHQYDVR0OBBYEFBgB2M83GBW3QGHrcr+H3m5xhFzkMB8GA1UdIwQYMBaAFBgB2M83GBW3QGHrcr+H3m5xhFzkMA8GA1UdEwEB/wQFMAMB" +
        "Af8wEgYJKoZIhvcNAQEKMAWiAwIBagOBgQCvq3QkVndASBOgTIoc90WdTJFaUyc7fRyAPD2gsNGPBnt51xnynn7g03moTG9LQ0Qx/g5BpBIrbXuEAMPVdF3v" +
        "rhfRE6DpkkZlvtZBQu6GBh0pW9/LFdEOOGM/2aU3a9MOv8odIURcJZZLNRiycS+GUjgkPtdJFyWSZ5BcESZOVA==";

    private const string Ed25519 =
        "MIIBLDCB36ADAgECAhQGtZKtlaoaVsdIBhRJ9Mqmg1SanjAFBgMrZXAwDDEKMAgGA1UEAwwBYTAeFw0yNjExMjUwMjEzMzJaFw0zNjExMjIwMjEzMzJaMAwx" +
        "CjAIBgNVBAMMAWEwKjAFBgMrZXADIQDDe0ezuj/yOls5jzg2d03XJHuUYk8pZk0zKkerUongXqNTMFEwHQYDVR0OBBYEFGumyoYP0MWCw2IB8YqZxJXEY1JW" +
        "MB8GA1UdIwQYMBaAFGumyoYP0MWCw2IB8YqZxJXEY1JWMA8GA1UdEwEB/wQFMAMBAf8wBQYDK2VwA0EAkBR4Nr6ZFRmljg7/TshY+1BI9+O9zbL39LbV2Top" +
        "u0WlbV7gyp5SxYn7C+IsuiNkOrZFmi+Q90n6qPxuBvi+Dw==";

    [Theory]
    [InlineData(Sha1Ecdsa)]
    [InlineData(Sha1Pss)]
    public void SHA_1_is_replaced_by_SHA_256(string certificate) => AssertHash("SHA256", X509CertificateLoader.LoadCertificate(Convert.FromBase64String(certificate)));

    [Fact]
    public void A_signature_without_a_hash_function_gives_no_binding()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(Ed25519));

        Assert.Null(ServerEndPointBinding.Of(certificate));
    }

    [Theory]
    [InlineData("SHA256", "SHA256")]
    [InlineData("SHA384", "SHA384")]
    [InlineData("SHA512", "SHA512")]
    public void The_hash_is_that_of_the_certificates_signature(string signature, string expected)
    {
        using var rsa = RSA.Create(1536);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var hash = new HashAlgorithmName(signature);
        AssertHash(expected, new CertificateRequest("CN=a", rsa, hash, RSASignaturePadding.Pkcs1));
        AssertHash(expected, new CertificateRequest("CN=a", rsa, hash, RSASignaturePadding.Pss));
        AssertHash(expected, new CertificateRequest("CN=a", ecdsa, hash));
    }

    private static void AssertHash(string expected, CertificateRequest request) =>
        AssertHash(expected, request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)));

    private static void AssertHash(string expected, X509Certificate2 certificate)
    {
        using var _ = certificate;

        var binding = ServerEndPointBinding.Of(certificate);

        Assert.Equal("tls-server-end-point", binding!.Type);
        Assert.Equal(CryptographicOperations.HashData(new HashAlgorithmName(expected), certificate.RawData), binding.Data);
    }
}
