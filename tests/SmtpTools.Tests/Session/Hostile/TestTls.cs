using SmtpTools.TestServer;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>One authority and one certificate of the loopback addresses for all tests in which TLS just works.</summary>
internal static class TestTls
{
    public static TestCertificates Authority { get; } = TestCertificates.Create();

    public static TestCertificate Certificate { get; } = Authority.Server();

    public static void Trust(SmtpSessionOptions options) => options.Tls.ExtraRoots.Add(Authority.Root);
}
