using System.Runtime.CompilerServices;

namespace SmtpTools.Pipeline;

/// <summary>Opens the way to DNS for a pipeline, with one cache.</summary>
internal static class DnsAccess
{
    /// <summary>Opens it.</summary>
    /// <param name="options">Whom to ask, and how.</param>
    /// <param name="concurrency">Most questions at a time.</param>
    /// <param name="keepsRepeatedOnly">Whether an answer is kept only from its question's second time on.</param>
    /// <exception cref="DnsServerException">There is no server to ask.</exception>
    public static IMailDns Open(MailDnsOptions options, int concurrency = CachingMailDns.DefaultConcurrency, bool keepsRepeatedOnly = false) =>
        new CachingMailDns(Connect(options), concurrency, keepsRepeatedOnly: keepsRepeatedOnly);

    // On its own, so that the package's assembly is loaded when DNS is asked and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DnsClientMailDns Connect(MailDnsOptions options) => new(options);
}
