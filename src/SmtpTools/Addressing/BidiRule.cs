using System.Globalization;

namespace SmtpTools.Addressing;

/// <summary>
/// The rule for labels written from right to left (RFC 5893 2), which the platform does not check: without it two different names can look
/// the same.
/// </summary>
/// <remarks>
/// Characters are classed by the blocks of Unicode's DerivedBidiClass.txt (its defaults for right-to-left scripts), its general categories
/// and the digits, which is exact for what an internationalised label may hold.
/// </remarks>
internal static class BidiRule
{
    private static readonly (int First, int Last, BidiClass Class)[] Blocks =
    [
        (0x0590, 0x05FF, BidiClass.RightToLeft), (0x0600, 0x07BF, BidiClass.ArabicLetter), (0x07C0, 0x085F, BidiClass.RightToLeft),
        (0x0860, 0x08FF, BidiClass.ArabicLetter), (0xFB1D, 0xFB4F, BidiClass.RightToLeft), (0xFB50, 0xFDFF, BidiClass.ArabicLetter),
        (0xFE70, 0xFEFF, BidiClass.ArabicLetter), (0x10800, 0x10CFF, BidiClass.RightToLeft), (0x10D00, 0x10D3F, BidiClass.ArabicLetter),
        (0x10D40, 0x10EBF, BidiClass.RightToLeft), (0x10EC0, 0x10EFF, BidiClass.ArabicLetter), (0x10F00, 0x10F2F, BidiClass.RightToLeft),
        (0x10F30, 0x10F6F, BidiClass.ArabicLetter), (0x10F70, 0x10FFF, BidiClass.RightToLeft), (0x1E800, 0x1EC6F, BidiClass.RightToLeft),
        (0x1EC70, 0x1ECBF, BidiClass.ArabicLetter), (0x1ECC0, 0x1ECFF, BidiClass.RightToLeft), (0x1ED00, 0x1ED4F, BidiClass.ArabicLetter),
        (0x1ED50, 0x1EDFF, BidiClass.RightToLeft), (0x1EE00, 0x1EEFF, BidiClass.ArabicLetter), (0x1EF00, 0x1EFFF, BidiClass.RightToLeft),
    ];

    /// <summary>Tells which label of a name breaks the rule. A name without any character from right to left need not keep it (RFC 5893 2).</summary>
    /// <param name="unicode">The name in U-labels.</param>
    /// <returns>The label; null where none does.</returns>
    internal static string? FirstBroken(string unicode)
    {
        var labels = unicode.Split('.');
        return labels.Any(HasRightToLeft) ? labels.FirstOrDefault(label => label.Length > 0 && !Holds(label)) : null;
    }

    private static bool HasRightToLeft(string label) =>
        ClassesOf(label).Any(c => c is BidiClass.RightToLeft or BidiClass.ArabicLetter or BidiClass.ArabicNumber);

    private static bool Holds(string label)
    {
        var classes = ClassesOf(label).ToList();
        var last = classes.FindLast(c => c != BidiClass.NonspacingMark);
        switch (classes[0])
        {
            // Conditions 1, 5 and 6.
            case BidiClass.LeftToRight:
                return last is BidiClass.LeftToRight or BidiClass.EuropeanNumber
                    && classes.TrueForAll(c => c is BidiClass.LeftToRight or BidiClass.EuropeanNumber or BidiClass.NonspacingMark or BidiClass.Neutral);

            // Conditions 1 to 4.
            case BidiClass.RightToLeft or BidiClass.ArabicLetter:
                return last is BidiClass.RightToLeft or BidiClass.ArabicLetter or BidiClass.EuropeanNumber or BidiClass.ArabicNumber
                    && !classes.Contains(BidiClass.LeftToRight)
                    && !(classes.Contains(BidiClass.EuropeanNumber) && classes.Contains(BidiClass.ArabicNumber));

            default:
                return false;
        }
    }

    private static IEnumerable<BidiClass> ClassesOf(string label)
    {
        for (var i = 0; i < label.Length; i += char.IsSurrogatePair(label, i) ? 2 : 1)
        {
            yield return ClassOf(char.IsSurrogatePair(label, i) ? char.ConvertToUtf32(label, i) : label[i], CharUnicodeInfo.GetUnicodeCategory(label, i));
        }
    }

    private static BidiClass ClassOf(int character, UnicodeCategory category)
    {
        switch (category)
        {
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark:
                return BidiClass.NonspacingMark;
            case UnicodeCategory.DecimalDigitNumber when character is (>= '0' and <= '9') or (>= 0x06F0 and <= 0x06F9):
                return BidiClass.EuropeanNumber;
            case UnicodeCategory.DecimalDigitNumber when character is (>= 0x0660 and <= 0x0669) or (>= 0x10D30 and <= 0x10D39):
                return BidiClass.ArabicNumber;
        }

        foreach (var (first, last, known) in Blocks)
        {
            if (character >= first && character <= last)
            {
                return known;
            }
        }

        return category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.DecimalDigitNumber
            ? BidiClass.LeftToRight
            : BidiClass.Neutral;
    }
}
