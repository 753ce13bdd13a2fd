namespace SmtpTools;

/// <summary>What the record and the policy have in common (RFC 8461 3.1, 3.2).</summary>
internal static class MtaStsGrammar
{
    private const int MaxNameLength = 32;

    internal static bool IsAlphanumeric(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');

    internal static bool IsExtensionName(string name) =>
        name.Length is > 0 and <= MaxNameLength && IsAlphanumeric(name[0]) && name.All(c => IsAlphanumeric(c) || c is '_' or '-' or '.');
}
