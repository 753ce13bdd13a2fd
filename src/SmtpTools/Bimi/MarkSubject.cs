using System.Formats.Asn1;

namespace SmtpTools.Bimi;

/// <summary>
/// The subject of a mark certificate: whose mark it is and what it rests on, by the Minimum Security Requirements for Issuance of Mark Certificates
/// 7.1.4.2.2.
/// </summary>
internal static class MarkSubject
{
    private const string MarkTypeOid = "1.3.6.1.4.1.53087.1.13";
    private const string PriorUse = "Prior Use Mark";
    private const int MostAttributes = 100;

    // The attributes that are looked at, by their object identifiers (ITU-T X.520; CA/Browser Forum EV Guidelines; the requirements' own arc).
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["2.5.4.10"] = "organizationName",
        ["2.5.4.9"] = "streetAddress",
        ["2.5.4.6"] = "countryName",
        ["2.5.4.7"] = "localityName",
        ["2.5.4.8"] = "stateOrProvinceName",
        ["2.5.4.15"] = "businessCategory",
        ["2.5.4.5"] = "serialNumber",
        ["1.3.6.1.4.1.311.60.2.1.1"] = "jurisdictionLocalityName",
        ["1.3.6.1.4.1.311.60.2.1.2"] = "jurisdictionStateOrProvinceName",
        ["1.3.6.1.4.1.311.60.2.1.3"] = "jurisdictionCountryName",
        [MarkTypeOid] = "markType",
        ["1.3.6.1.4.1.53087.1.2"] = "trademarkOfficeName",
        ["1.3.6.1.4.1.53087.1.3"] = "trademarkCountryOrRegionName",
        ["1.3.6.1.4.1.53087.1.4"] = "trademarkIdentifier",
        ["1.3.6.1.4.1.53087.3.2"] = "statuteCountryName",
        ["1.3.6.1.4.1.53087.3.3"] = "statuteStateOrProvinceName",
        ["1.3.6.1.4.1.53087.3.4"] = "statuteLocalityName",
        ["1.3.6.1.4.1.53087.3.5"] = "statuteCitation",
        ["1.3.6.1.4.1.53087.3.6"] = "statuteURL",
        ["1.3.6.1.4.1.53087.5.1"] = "priorUseMarkSourceURL",
    };

    // Those that say nothing of the mark's kind, and are not looked at.
    private static readonly HashSet<string> s_others = new(StringComparer.Ordinal)
    {
        "2.5.4.3", "2.5.4.11", "2.5.4.17", "2.5.4.97", "1.3.6.1.4.1.53087.1.5", "1.3.6.1.4.1.53087.1.6",
    };

    private static readonly string[] s_required = ["organizationName", "streetAddress", "countryName", "businessCategory", "serialNumber", "jurisdictionCountryName"];

    // What each kind of mark has to name, and what belongs to another kind.
    private static readonly Dictionary<string, string[]> s_requiredOfType = new(StringComparer.Ordinal)
    {
        ["Registered Mark"] = ["trademarkCountryOrRegionName", "trademarkIdentifier"],
        ["Modified Registered Mark"] = ["trademarkCountryOrRegionName", "trademarkIdentifier"],
        ["Government Mark"] = ["statuteCountryName", "statuteCitation"],
        [PriorUse] = [],
    };

    // What an attribute's name begins with tells which kinds of mark it belongs to.
    private static readonly (string Prefix, string[] Types)[] s_families =
    [
        ("trademark", ["Registered Mark", "Modified Registered Mark"]), ("statute", ["Government Mark"]), ("priorUseMark", [PriorUse]),
    ];

    private static readonly DateTime s_priorUseSourceFrom = new(2025, 4, 15, 0, 0, 0, DateTimeKind.Utc);

    // A place within implies the place around it.
    private static readonly (string Part, string Whole)[] s_implied =
    [
        ("jurisdictionLocalityName", "jurisdictionStateOrProvinceName"), ("statuteLocalityName", "statuteStateOrProvinceName"),
    ];

    /// <summary>Judges a subject.</summary>
    /// <param name="name">The distinguished name in DER.</param>
    /// <param name="issued">When the certificate begins to be valid, in UTC.</param>
    /// <param name="problems">Gets what is wrong, a sentence for each.</param>
    /// <param name="unknown">Gets the object identifiers of attributes that the requirements do not name.</param>
    /// <returns>The kind of mark, such as Registered Mark; null where it is not said.</returns>
    public static string? Judge(byte[] name, DateTime issued, List<string> problems, List<string> unknown)
    {
        Dictionary<string, string> attributes;
        try
        {
            attributes = Read(name, unknown);
        }
        catch (AsnContentException)
        {
            problems.Add("Its subject cannot be read.");
            return null;
        }

        if (!attributes.TryGetValue("markType", out var type))
        {
            problems.Add("Its subject has no markType.");
            return null;
        }

        if (!s_requiredOfType.TryGetValue(type, out var ofType))
        {
            problems.Add($"Its markType {type} is none of {string.Join(", ", s_requiredOfType.Keys)}.");
            ofType = [];
        }
        else if (attributes.Keys.Where(attribute => s_families.Any(family => attribute.StartsWith(family.Prefix, StringComparison.Ordinal) && !family.Types.Contains(type))).ToList() is { Count: > 0 } foreign)
        {
            problems.Add($"Its subject has {string.Join(", ", foreign.OrderBy(attribute => attribute, StringComparer.Ordinal))}, which belong to another kind of mark than {type}.");
        }

        List<string> missing = [.. s_required.Concat(ofType).Where(attribute => !attributes.ContainsKey(attribute))];
        if (type == PriorUse && issued >= s_priorUseSourceFrom && !attributes.ContainsKey("priorUseMarkSourceURL"))
        {
            missing.Add("priorUseMarkSourceURL");
        }

        missing.AddRange(s_implied.Where(pair => attributes.ContainsKey(pair.Part) && !attributes.ContainsKey(pair.Whole)).Select(pair => pair.Whole));
        if (!attributes.ContainsKey("localityName") && !attributes.ContainsKey("stateOrProvinceName"))
        {
            missing.Add("localityName or stateOrProvinceName");
        }

        if (missing.Count > 0)
        {
            problems.Add($"Its subject lacks {string.Join(", ", missing)}.");
        }

        return type;
    }

    // Name ::= SEQUENCE OF SET OF { type, value } (RFC 5280 4.1.2.4); values are strings of several kinds.
    private static Dictionary<string, string> Read(byte[] name, List<string> unknown)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        var sets = new AsnReader(name, AsnEncodingRules.DER).ReadSequence();
        for (var i = 0; sets.HasData && i < MostAttributes; i++)
        {
            var set = sets.ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
            {
                var pair = set.ReadSequence();
                var oid = pair.ReadObjectIdentifier();
                if (!s_names.TryGetValue(oid, out var known))
                {
                    unknown.AddRange(s_others.Contains(oid) ? [] : [oid]);
                }
                else
                {
                    attributes[known] = pair.ReadCharacterString((UniversalTagNumber)pair.PeekTag().TagValue).Trim();
                }
            }
        }

        return attributes;
    }
}
