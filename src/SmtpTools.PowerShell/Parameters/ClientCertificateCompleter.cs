using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Parameters;

/// <summary>Completes client certificates: the thumbprints of those in the user's store whose key is there, with subjects to tell them by, and files.</summary>
public sealed class ClientCertificateCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var begun = (wordToComplete ?? string.Empty).Trim('\'', '"');
        return OfStore()
            .Where(certificate => certificate.Thumbprint.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(static certificate => new CompletionResult(certificate.Thumbprint, certificate.Thumbprint, CompletionResultType.ParameterValue, certificate.Subject))
            .Concat(CompletionCompleters.CompleteFilename(begun));
    }

    private static List<X509Certificate2> OfStore()
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return [.. store.Certificates.Cast<X509Certificate2>().Where(static certificate => certificate.HasPrivateKey)];
        }
        catch (CryptographicException)
        {
            // There is no store yet.
            return [];
        }
    }
}
