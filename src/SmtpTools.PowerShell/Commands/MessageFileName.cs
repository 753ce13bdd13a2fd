using System.Text;

namespace SmtpTools.Commands;

/// <summary>A file name from a message's subject, which is anybody's text: nothing of it leads out of the folder or means a device.</summary>
internal static class MessageFileName
{
    private const int MaxLength = 80;

    private static readonly HashSet<string> s_devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5",
        "LPT6", "LPT7", "LPT8", "LPT9",
    };

    public static string For(MailMessage message)
    {
        var name = new StringBuilder();
        foreach (var character in message.Subject ?? string.Empty)
        {
            if (name.Length == MaxLength)
            {
                break;
            }

            _ = name.Append(char.IsLetterOrDigit(character) || " -_.,()[]".IndexOf(character) >= 0 ? character : '_');
        }

        var trimmed = name.ToString().Trim(' ', '.');
        return trimmed.Length == 0 ? "message" : s_devices.Contains(trimmed.Split('.')[0]) ? "_" + trimmed : trimmed;
    }
}
