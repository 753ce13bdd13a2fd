namespace SmtpTools.Capture;

/// <summary>Patterns with <c>*</c> for any text and <c>?</c> for any character; case is ignored.</summary>
internal static class Wildcard
{
    public static bool IsMatch(string text, string pattern)
    {
        var (at, patternAt) = (0, 0);
        var (star, starText) = (-1, 0);
        while (at < text.Length)
        {
            if (patternAt < pattern.Length && pattern[patternAt] == '*')
            {
                star = patternAt++;
                starText = at;
            }
            else if (patternAt < pattern.Length && (pattern[patternAt] == '?' || AreEqual(pattern[patternAt], text[at])))
            {
                patternAt++;
                at++;
            }
            else if (star >= 0)
            {
                // The last star takes one character more; earlier ones need no second try.
                patternAt = star + 1;
                at = ++starText;
            }
            else
            {
                return false;
            }
        }

        while (patternAt < pattern.Length && pattern[patternAt] == '*')
        {
            patternAt++;
        }

        return patternAt == pattern.Length;
    }

    private static bool AreEqual(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
