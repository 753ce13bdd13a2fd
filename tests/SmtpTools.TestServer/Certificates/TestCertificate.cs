using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.TestServer;

/// <summary>A certificate with its key, and the intermediate ones that a server sends with it.</summary>
/// <param name="Leaf">The certificate with its private key.</param>
/// <param name="Chain">The certificates between it and the root, the issuer of the leaf first; the root is not among them.</param>
public sealed record TestCertificate(X509Certificate2 Leaf, IReadOnlyList<X509Certificate2> Chain) : IDisposable
{
    /// <summary>What SslStream sends: the leaf and its chain, nothing looked up in a store or over the network.</summary>
    public SslStreamCertificateContext ToContext() =>
        SslStreamCertificateContext.Create(Leaf, [.. Chain], offline: true);

    /// <inheritdoc/>
    public void Dispose() => Leaf.Dispose();
}
