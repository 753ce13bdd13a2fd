using MimeKit;

namespace SmtpTools.Signing;

/// <summary>Which header fields a signature covers (RFC 6376 5.4): those that a reader sees or a program acts on.</summary>
internal static class SignedFields
{
    // Signed once more than they are there, so that none can be added (RFC 6376 8.15): what people read, also where it is absent.
    private static readonly string[] s_sealed = ["From", "To", "Cc", "Subject", "Reply-To"];

    // Signed once more where they are there; a list that adds its own breaks nothing.
    private static readonly string[] s_sealedWhereThere =
        ["Sender", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post"];

    private static readonly string[] s_signed =
    [
        "Content-Disposition", "Content-ID", "Content-Language", "Auto-Submitted", "Disposition-Notification-To", "Importance", "Priority", "X-Priority",
        "List-Id", "List-Help", "List-Owner", "List-Post", "List-Subscribe", "List-Archive",
        "Resent-From", "Resent-Sender", "Resent-To", "Resent-Cc", "Resent-Date", "Resent-Message-ID",
    ];

    /// <summary>The names for h=, each as often as it is to be signed.</summary>
    public static IList<string> Of(MimeMessage message)
    {
        var names = new List<string>();
        foreach (var name in s_sealed)
        {
            Add(name, Count(message, name) + 1);
        }

        foreach (var name in s_sealedWhereThere)
        {
            Add(name, Count(message, name) is > 0 and var count ? count + 1 : 0);
        }

        foreach (var name in s_signed)
        {
            Add(name, Count(message, name));
        }

        return names;

        void Add(string name, int count)
        {
            for (var i = 0; i < count; i++)
            {
                names.Add(name);
            }
        }
    }

    private static int Count(MimeMessage message, string name) =>
        message.Headers.Concat(message.Body!.Headers).Count(header => string.Equals(header.Field, name, StringComparison.OrdinalIgnoreCase));
}
