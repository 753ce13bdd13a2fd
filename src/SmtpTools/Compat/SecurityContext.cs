using System.Net;

namespace SmtpTools;

/// <summary>Makes the platform's security contexts. The down-level runtime has no public way to them.</summary>
internal static class SecurityContext
{
    /// <summary>Why no context can be made on this runtime, or null.</summary>
    public static string? UnavailableReason =>
#if NETSTANDARD2_0
        "it needs PowerShell 7: the .NET Framework has no public Kerberos or NTLM client";
#else
        null;
#endif

    /// <summary>Makes a context.</summary>
    /// <param name="package">Kerberos, NTLM or Negotiate.</param>
    /// <param name="targetName">The service's principal name.</param>
    /// <param name="credential">User and password; null for the current user.</param>
    /// <param name="mutual">Whether the server must prove itself, and messages can be protected afterwards (Kerberos alone can).</param>
    /// <exception cref="PlatformNotSupportedException">This runtime has none.</exception>
    public static ISecurityContext Create(string package, string targetName, NetworkCredential? credential, bool mutual) =>
#if NETSTANDARD2_0
        throw new PlatformNotSupportedException(UnavailableReason);
#else
        new NegotiateContext(package, targetName, credential, mutual);
#endif
}
