using System.Diagnostics;

namespace SmtpTools.Tests.Mail;

/// <summary>A test that needs dkimpy with Ed25519 and ARC (Debian's python3-dkim, python3-nacl and python3-authres); skipped where there is none.</summary>
internal sealed class DkimpyFactAttribute : FactAttribute
{
    public DkimpyFactAttribute() => Skip = Reason;

    /// <summary>A Python that has it; null for none.</summary>
    public static string? Python { get; } = Array.Find(["python3", "/usr/bin/python3"], Has);

    /// <summary>Why such tests are skipped; null where they are not.</summary>
    public static string? Reason => Python is null ? "no Python here has the packages dkim, nacl and authres" : null;

    private static bool Has(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import dkim, nacl, authres"]) { RedirectStandardError = true, RedirectStandardOutput = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
