using System.Globalization;
using System.Text;

namespace SmtpTools.Sasl;

/// <summary>
/// SASLprep (RFC 4013): brings a user name or password to the one form that both sides compute with, whatever keyboard wrote it.
/// </summary>
/// <remarks>
/// Code points that Unicode 3.2 had not assigned are let through. RFC 5802 2.2 forbids them in passwords, but that means every
/// character added since 2002, emoji among them; a server that takes such a password has already decided otherwise.
/// </remarks>
internal static class SaslPrep
{
    private static readonly Lazy<bool> s_normalizes = new(() =>
    {
        // Not so in a process with invariant globalisation.
        try
        {
            return "\u00BD".Normalize(NormalizationForm.FormKC) == "1\u20442";
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    });

    /// <summary>The prepared text.</summary>
    /// <exception cref="SaslPrepException">The text holds what can't be prepared.</exception>
    public static string Prepare(string text)
    {
        if (IsPrintableAscii(text))
        {
            return text;
        }

        var mapped = Map(text);
        if (!s_normalizes.Value)
        {
            throw new SaslPrepException("a non-ASCII user name or password can't be prepared (RFC 4013) in a process with invariant globalisation");
        }

        var prepared = Normalize(mapped);
        Check(prepared);
        return prepared;
    }

    private static string Normalize(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            throw new SaslPrepException("the user name or password holds a code point that is no character (RFC 3454 C.4)");
        }
    }

    private static bool IsPrintableAscii(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>RFC 4013 2.1. All that is mapped lies in the basic plane.</summary>
    private static string Map(string text)
    {
        var mapped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsSurrogate(c))
            {
                if (!char.IsSurrogatePair(text, i))
                {
                    throw new SaslPrepException("the user name or password holds half a surrogate pair, which is no character (RFC 3454 C.5)");
                }

                _ = mapped.Append(c).Append(text[++i]);
            }
            else if (SaslPrepTables.NonAsciiSpace.Contains(c))
            {
                _ = mapped.Append(' ');
            }
            else if (!SaslPrepTables.MappedToNothing.Contains(c))
            {
                _ = mapped.Append(c);
            }
        }

        return mapped.ToString();
    }

    /// <summary>Prohibited output (RFC 4013 2.3) and bidirectional text (RFC 3454 6).</summary>
    private static void Check(string text)
    {
        var rightToLeft = false;
        var leftToRight = false;
        var firstIsRightToLeft = false;
        var lastIsRightToLeft = false;
        for (var i = 0; i < text.Length; i += char.IsSurrogate(text[i]) ? 2 : 1)
        {
            var codePoint = char.ConvertToUtf32(text, i);
            if (SaslPrepTables.Prohibited.Contains(codePoint) || (codePoint & 0xFFFE) == 0xFFFE)
            {
                throw new SaslPrepException("the user name or password holds a control character or another one that SASLprep forbids (RFC 4013 2.3)");
            }

            lastIsRightToLeft = SaslPrepTables.RightToLeft.Contains(codePoint);
            firstIsRightToLeft |= i == 0 && lastIsRightToLeft;
            rightToLeft |= lastIsRightToLeft;
            leftToRight |= !lastIsRightToLeft && IsLeftToRight(text, i, codePoint);
        }

        if (rightToLeft && (leftToRight || !firstIsRightToLeft || !lastIsRightToLeft))
        {
            throw new SaslPrepException("the user name or password mixes right-to-left characters with others in a way that SASLprep forbids (RFC 4013 2.4)");
        }
    }

    /// <summary>Whether D.2 of RFC 3454 has the code point: letters and spacing marks, but for the exceptions in the tables.</summary>
    private static bool IsLeftToRight(string text, int index, int codePoint) =>
        CharUnicodeInfo.GetUnicodeCategory(text, index) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.LetterNumber => !SaslPrepTables.NeutralLetters.Contains(codePoint),
            _ => SaslPrepTables.LeftToRightOthers.Contains(codePoint),
        };
}
