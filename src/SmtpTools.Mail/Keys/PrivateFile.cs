#if !NET
using System.Runtime.InteropServices;
#endif
using System.Security.AccessControl;
using System.Security.Principal;

namespace SmtpTools.Mail.Keys;

/// <summary>Writes files that their owner alone may read.</summary>
internal static class PrivateFile
{
    private const int BufferSize = 4096;

    /// <summary>
    /// Writes a file under another name first, protected from its first octet on, and then moves it to its place: so no half a file is left,
    /// and one that is replaced does not hand its rights down.
    /// </summary>
    /// <exception cref="IOException">The file is there already and may not be replaced.</exception>
    public static void Write(string path, byte[] octets, bool overwrites)
    {
        if (!overwrites && File.Exists(path))
        {
            throw new IOException($"\"{path}\" is there already. A private key that is replaced is lost.");
        }

        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = Create(temporary))
            {
                file.Write(octets, 0, octets.Length);
                file.Flush(flushToDisk: true);
            }

            if (overwrites && File.Exists(path))
            {
                File.Delete(path);
            }

            // Fails where somebody has put a file there meanwhile.
            File.Move(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

#if NET
    private static FileStream Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.None, BufferSize, FileOptions.None, OwnerOnly());
        }

        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }
#else
    private static FileStream Create(string path) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? new FileStream(path, FileMode.CreateNew, FileSystemRights.Write, FileShare.None, BufferSize, FileOptions.None, OwnerOnly())
            : throw new PlatformNotSupportedException("Private keys are written by PowerShell 7 on this system.");
#endif

#if NET
    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
#endif
    private static FileSecurity OwnerOnly()
    {
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        using var user = WindowsIdentity.GetCurrent();
        security.AddAccessRule(new FileSystemAccessRule(user.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        return security;
    }
}
