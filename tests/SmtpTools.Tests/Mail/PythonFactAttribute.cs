using System.Diagnostics;

namespace SmtpTools.Tests.Mail;

/// <summary>A test that reads messages with Python's email package, which shares nothing with MimeKit; skipped where there is no Python 3.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> s_isThere = new(() =>
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", "import email.policy"]) { RedirectStandardError = true, RedirectStandardOutput = true });
            python!.WaitForExit();
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public PythonFactAttribute() => Skip = s_isThere.Value ? null : "python3 is not on the PATH";
}
