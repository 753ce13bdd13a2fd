using System.Globalization;

namespace SmtpTools.Addressing;

/// <summary>
/// Internationalised domain names (RFC 5890 to 5895, UTS 46 non-transitional) over what the platform has.
/// </summary>
/// <remarks>
/// With ICU, <see cref="IdnMapping"/> does the mapping of UTS 46. Two platforms do not: Windows PowerShell 5.1 may follow
/// IDNA 2003, which turns <c>faß.de</c> into another domain, and a process in invariant-globalisation mode neither folds nor
/// normalises. There a label is taken only when every rule would leave it as it is; the rest is refused, because a wrong
/// A-label is a message to somebody else.
/// </remarks>
internal static class Idna
{
    internal const string AcePrefix = "xn--";

    private static readonly IdnMapping Mapping = new() { UseStd3AsciiRules = true };
    private static readonly Lazy<bool> MapsUts46 = new(() =>
    {
        // Upper case folded, sharp s kept, the ideographic full stop taken as a dot: what separates UTS 46 from the others.
        try
        {
            return Mapping.GetAscii("FA\u00DF\u3002\u00C9") == "xn--fa-hia.xn--9ca";
        }
        catch (ArgumentException)
        {
            return false;
        }
    });

    /// <summary>Turns a name with U-labels into A-labels, in lower case.</summary>
    /// <returns>Null when it worked, else what is wrong with the name.</returns>
    internal static string? TryToAscii(string name, out string ascii)
    {
        ascii = string.Empty;
        if (!MapsUts46.Value && FaultWithoutMapping(name) is { } unmapped)
        {
            return unmapped;
        }

        try
        {
            ascii = Mapping.GetAscii(name).ToLowerInvariant();
            return null;
        }
        catch (ArgumentException)
        {
            return $"\"{FirstBadLabel(name)}\" is not a valid internationalised label (UTS 46, RFC 5891)";
        }
    }

    /// <summary>Turns A-labels into U-labels. Fails for an A-label that no U-label gives (RFC 5891 5.4).</summary>
    /// <returns>Null when it worked, else what is wrong with the name.</returns>
    internal static string? TryToUnicode(string asciiName, out string unicode)
    {
        unicode = asciiName;
        try
        {
            unicode = Mapping.GetUnicode(asciiName);
            if (string.Equals(Mapping.GetAscii(unicode), asciiName, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }
        }
        catch (ArgumentException)
        {
            // Said below: the platform's own message names a parameter of ours.
        }

        unicode = asciiName;
        return $"\"{FirstBadLabel(asciiName)}\" does not decode to a valid internationalised label (RFC 5891 5.4)";
    }

    /// <summary>What forbids a name where the platform does not map: anything that a mapping might change.</summary>
    internal static string? FaultWithoutMapping(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (c < 0x80)
            {
                continue;
            }

            // Sharp s, final sigma, and the joiners are what IDNA 2003 and 2008 disagree about (UTS 46 section 1.1).
            var deviates = c is '\u00DF' or '\u03C2' or '\u200C' or '\u200D';
            var category = CharUnicodeInfo.GetUnicodeCategory(name, i);
            var stays = category is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber;
            if (deviates || !stays || char.IsSurrogate(c))
            {
                return "this PowerShell runs without full Unicode data (ICU), so the name cannot be converted safely; "
                    + "write it in its ASCII form (xn--...)";
            }
        }

        return null;
    }

    private static string FirstBadLabel(string name)
    {
        foreach (var label in name.Split('.', '\u3002', '\uFF0E', '\uFF61'))
        {
            try
            {
                if (label.StartsWith(AcePrefix, StringComparison.OrdinalIgnoreCase))
                {
                    var unicode = Mapping.GetUnicode(label);
                    if (!string.Equals(Mapping.GetAscii(unicode), label, StringComparison.OrdinalIgnoreCase))
                    {
                        return label;
                    }
                }
                else if (label.Length > 0)
                {
                    _ = Mapping.GetAscii(label);
                }
            }
            catch (ArgumentException)
            {
                return label;
            }
        }

        return name;
    }
}
