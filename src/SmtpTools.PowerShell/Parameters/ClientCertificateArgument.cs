using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Parameters;

/// <summary>Loads the client certificate that a cmdlet was given, in whichever form.</summary>
/// <param name="certificate">A certificate object or several, the path of a file, or a thumbprint; null for none.</param>
/// <param name="keyPath">The path of the PEM file with the key; null where it is with the certificate.</param>
/// <param name="password">The password of the file or its key; null for none.</param>
/// <param name="resolve">Makes a path of the file system of a path of PowerShell.</param>
internal sealed class ClientCertificateArgument(object? certificate, string? keyPath, SecureString? password, Func<string, string> resolve)
{
    /// <summary>The certificate with its key first, its chain behind it; empty where none was given.</summary>
    /// <exception cref="ClientCertificateException">It can't be read or has no private key.</exception>
    /// <exception cref="ArgumentException">The arguments contradict each other.</exception>
    public X509Certificate2Collection Load()
    {
        var given = certificate is PSObject wrapped ? wrapped.BaseObject : certificate;
        var path = given is FileInfo file ? file.FullName : given is string text && !ClientCertificate.IsThumbprint(text) ? resolve(text) : null;
        if (path is not null)
        {
            return ClientCertificate.FromFile(path, password, keyPath is null ? null : resolve(keyPath));
        }

        return keyPath is not null || password is not null
            ? throw new ArgumentException("-ClientCertificateKey and -ClientCertificatePassword go with a file: give its path with -ClientCertificate.")
            : given switch
            {
                null => [],
                string thumbprint => ClientCertificate.FromStore(thumbprint),
                _ => OfObjects(LanguagePrimitives.TryConvertTo<X509Certificate2[]>(certificate, out var objects)
                    ? objects
                    : throw new ArgumentException($"-ClientCertificate takes a certificate, the path of a file, or a thumbprint; not a {given.GetType().Name}.")),
            };
    }

    private static X509Certificate2Collection OfObjects(X509Certificate2[] objects) => Array.Exists(objects, static one => one.HasPrivateKey)
        ? new X509Certificate2Collection(objects)
        : throw new ClientCertificateException($"The certificate '{string.Join("', '", objects.Select(static one => one.Subject))}' has no private key, so it proves nothing.");
}
