using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools;

/// <summary>Reads TLSA records, from DNS or as a zone file has them, and says which of them SMTP can use (RFC 7672 3.1).</summary>
public static class DaneAssociationParser
{
    /// <summary>The most octets of association data that are looked at: larger than any certificate a server would send.</summary>
    public const int MaxDataLength = 16 * 1024;

    private const int Sha256Length = 32;
    private const int Sha512Length = 64;

    /// <summary>Reads a record as DNS gave it.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The record as SMTP treats it; what is wrong with it is in <see cref="DaneAssociation.Fault"/>.</returns>
    public static DaneAssociation Read(TlsaRecord record)
    {
        if (record is null)
        {
            throw new ArgumentNullException(nameof(record));
        }

        return Make(record.Usage, record.Selector, record.MatchingType, record.AssociationData);
    }

    /// <summary>Reads a record's data as a zone file has it (RFC 6698 2.2): three numbers and hex digits, which may have blanks between them.</summary>
    /// <param name="text">Such as <c>3 1 1 8cb0fc6c...</c>.</param>
    /// <param name="association">The record, or null.</param>
    /// <returns>Whether the text has that form. Whether the record can be used is another question: see <see cref="DaneAssociation.IsUsable"/>.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DaneAssociation? association)
    {
        association = null;
        var fields = (text ?? string.Empty).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 4
            || !byte.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var usage)
            || !byte.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var selector)
            || !byte.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var matchingType)
            || FromHex(string.Concat(fields.Skip(3))) is not { } octets)
        {
            return false;
        }

        association = Make(usage, selector, matchingType, octets);
        return true;
    }

    private static DaneAssociation Make(int usage, int selector, int matchingType, byte[] octets) =>
        new(usage, selector, matchingType, octets, FaultOf(usage, selector, matchingType, octets));

    private static string? FaultOf(int usage, int selector, int matchingType, byte[] octets) => (usage, selector, matchingType) switch
    {
        (DaneAssociation.PkixTa or DaneAssociation.PkixEe, _, _) =>
            $"Usage {usage} needs a certification authority that both sides trust, which SMTP does not have; senders ignore the record (RFC 7672 3.1.3).",
        ( > DaneAssociation.DaneEe, _, _) => $"Usage {usage} is not assigned (RFC 7218 2.1).",
        (_, > DaneAssociation.PublicKey, _) => $"Selector {selector} is not assigned (RFC 7218 2.2).",
        (_, _, > DaneAssociation.Sha512) => $"Matching type {matchingType} is not assigned (RFC 7218 2.3).",
        (_, _, DaneAssociation.Sha256) when octets.Length != Sha256Length => Length("SHA2-256", octets.Length, Sha256Length),
        (_, _, DaneAssociation.Sha512) when octets.Length != Sha512Length => Length("SHA2-512", octets.Length, Sha512Length),
        (_, _, DaneAssociation.Full) when octets.Length > MaxDataLength => $"Its data has {octets.Length} octets; no certificate is that large.",
        (_, DaneAssociation.WholeCertificate, DaneAssociation.Full) when !IsCertificate(octets) => "Its data is no certificate (RFC 6698 2.1.4).",
        (_, DaneAssociation.PublicKey, DaneAssociation.Full) when !IsPublicKey(octets) => "Its data is no public key in DER (RFC 6698 2.1.4).",
        _ => null,
    };

    private static string Length(string digest, int length, int right) => $"Its data has {length} octets where {digest} gives {right} (RFC 6698 2.1.3).";

    private static bool IsCertificate(byte[] octets)
    {
        try
        {
            // Other formats than DER, which the platform would read as well, are no certificate here.
            _ = new AsnReader(octets, AsnEncodingRules.DER).ReadSequence();
            using var certificate = new X509Certificate2(octets);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return false;
        }
    }

    private static bool IsPublicKey(byte[] octets)
    {
        try
        {
            // SubjectPublicKeyInfo ::= SEQUENCE { algorithm SEQUENCE, subjectPublicKey BIT STRING } (RFC 5280 4.1)
            var outer = new AsnReader(octets, AsnEncodingRules.DER);
            var fields = outer.ReadSequence();
            _ = fields.ReadSequence();
            _ = fields.ReadBitString(out _);
            return !fields.HasData && !outer.HasData;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static byte[]? FromHex(string text)
    {
        if (text.Length % 2 != 0 || text.Length > 2 * MaxDataLength || !text.All(Uri.IsHexDigit))
        {
            return null;
        }

        var octets = new byte[text.Length / 2];
        for (var i = 0; i < octets.Length; i++)
        {
            octets[i] = byte.Parse(text.Substring(2 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return octets;
    }
}
