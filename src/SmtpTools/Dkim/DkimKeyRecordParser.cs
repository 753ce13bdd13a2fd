using System.Formats.Asn1;
using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>Reads DKIM key records (RFC 6376 3.6.1, RFC 8463 4.2).</summary>
public static class DkimKeyRecordParser
{
    /// <summary>The most entries of a list within the record (h, s, t). What lies beyond is left out.</summary>
    public const int MaxListLength = 20;

    /// <summary>The octets of an Ed25519 key (RFC 8463 4.2).</summary>
    private const int Ed25519Length = 32;

    private const string RsaEncryption = "1.2.840.113549.1.1.1";

    /// <summary>Whether a text record is meant as a DKIM key: it has the version, or a tag p.</summary>
    /// <param name="text">The text record's strings, joined.</param>
    public static bool IsCandidate(string text)
    {
        var tags = TagList.Parse(text);
        return tags.Tags.Count > 0 && (tags.Tags[0] is { Name: "v", Value: var version } ? version.StartsWith("DKIM", StringComparison.OrdinalIgnoreCase) : tags["p"] is not null);
    }

    /// <summary>Reads a record. What is wrong is in its errors.</summary>
    /// <param name="text">The record, its strings joined.</param>
    /// <returns>The record.</returns>
    public static DkimKeyRecord Parse(string text)
    {
        var tags = TagList.Parse(text);
        if (tags["v"] is { } version && (version.Value != "DKIM1" || tags.Tags[0] != version))
        {
            tags.Fault(version, "The version must be DKIM1 and the first tag; such a record is discarded (RFC 6376 3.6.1).");
        }

        var type = tags["k"]?.Value ?? "rsa";
        var key = ReadKey(tags, type, out var bits);
        var flags = ListOf(tags["t"]);
        return new DkimKeyRecord
        {
            Text = text,
            Tags = tags.Tags,
            KeyType = type,
            KeyBits = bits,
            PublicKey = key,
            IsTesting = flags.Contains("y"),
            IsStrict = flags.Contains("s"),
            HashAlgorithms = ListOf(tags["h"]),
            ServiceTypes = tags["s"] is { } services ? ListOf(services) : ["*"],
            Notes = tags["n"]?.Value,
            Errors = tags.Errors,
            IsValid = tags.Errors.Count == 0,
        };
    }

    private static List<string> ListOf(RecordTag? tag) =>
        tag is null ? [] : [.. tag.Value.Split(':').Select(static entry => entry.Trim(' ', '\t', '\r', '\n')).Where(static entry => entry.Length > 0).Take(MaxListLength)];

    private static string? ReadKey(TagList tags, string type, out int? bits)
    {
        bits = null;
        if (tags["p"] is not { } tag)
        {
            tags.Errors.Add(new RecordTagError(0, string.Empty, "The key is missing: there is no tag p (RFC 6376 3.6.1)."));
            return null;
        }

        var text = new string([.. tag.Value.Where(static c => c is not (' ' or '\t' or '\r' or '\n'))]);
        if (text.Length == 0)
        {
            return text;
        }

        byte[] octets;
        try
        {
            octets = Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            tags.Fault(tag, "The key is not base64; part of it may be missing (RFC 6376 3.6.1).");
            return text;
        }

        if (type == "ed25519")
        {
            bits = 8 * Ed25519Length;
            if (octets.Length != Ed25519Length)
            {
                bits = null;
                tags.Fault(tag, $"An Ed25519 key has {Ed25519Length} octets and not {octets.Length} (RFC 8463 4.2).");
            }
        }
        else if (type == "rsa" && (bits = RsaBits(octets)) is null)
        {
            tags.Fault(tag, "The key is not an RSA public key; part of it may be missing (RFC 6376 3.6.1).");
        }

        return text;
    }

    // SubjectPublicKeyInfo, as all signers publish it, or the RSAPublicKey that RFC 6376 3.6.1 speaks of (erratum 3017).
    private static int? RsaBits(byte[] octets)
    {
        try
        {
            var outer = new AsnReader(octets, AsnEncodingRules.DER).ReadSequence();
            if (outer.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            {
                return ModulusBits(outer);
            }

            var algorithm = outer.ReadSequence().ReadObjectIdentifier();
            var key = outer.ReadBitString(out var unused);
            return algorithm == RsaEncryption && unused == 0 ? ModulusBits(new AsnReader(key, AsnEncodingRules.DER).ReadSequence()) : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static int ModulusBits(AsnReader key)
    {
        var modulus = key.ReadIntegerBytes().ToArray().SkipWhile(static octet => octet == 0).ToList();
        _ = key.ReadIntegerBytes();
        if (modulus.Count == 0)
        {
            return 0;
        }

        var top = 0;
        for (var octet = modulus[0]; octet > 0; octet >>= 1)
        {
            top++;
        }

        return (8 * (modulus.Count - 1)) + top;
    }
}
