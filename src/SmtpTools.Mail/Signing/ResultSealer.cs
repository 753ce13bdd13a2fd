using System.Text;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;

namespace SmtpTools.Signing;

/// <summary>MimeKit's ARC signer with results that are given and not found out.</summary>
internal sealed class ResultSealer : ArcSigner
{
    private readonly AuthenticationResults _results;

    /// <exception cref="ArgumentException">The results are not as RFC 8601 2.2 writes them.</exception>
    public ResultSealer(AsymmetricKeyParameter key, string domain, string selector, DkimSignatureAlgorithm algorithm, string results)
        : base(key, domain, selector, algorithm) =>
        _results = results.All(character => character is >= ' ' and < '\x7F') && AuthenticationResults.TryParse(Encoding.ASCII.GetBytes(results), out var read)
            ? read
            : throw new ArgumentException($"'{results}' are no authentication results such as 'mx.example.org; dkim=pass header.d=example.com' (RFC 8601 2.2).");

    protected override AuthenticationResults GenerateArcAuthenticationResults(FormatOptions options, MimeMessage message, CancellationToken cancellationToken) => _results;

    protected override Task<AuthenticationResults> GenerateArcAuthenticationResultsAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(_results);
}
