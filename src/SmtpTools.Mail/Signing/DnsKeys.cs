using MimeKit.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace SmtpTools.Signing;

/// <summary>Finds public keys in DNS (RFC 6376 3.6.2), for our check of DKIM and for MimeKit's of ARC. Used for one message, by one thread.</summary>
internal sealed class DnsKeys(IMailDns dns) : IDkimPublicKeyLocator
{
    // A longer key costs more time than a signature is worth (RFC 6376 8.4, RFC 8301 3.2).
    private const int MaxRsaBits = 8192;

    private readonly Dictionary<string, PublishedKey> _found = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of some keys that were asked for and could not be had.</summary>
    /// <param name="keys">The domain and the selector of each.</param>
    public IReadOnlyList<PublishedKey> Missing(IEnumerable<(string? Domain, string? Selector)> keys) =>
        [.. keys.Select(key => NameOf(key.Domain, key.Selector)).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => _found.TryGetValue(name, out var key) ? key : null).OfType<PublishedKey>().Where(key => key.Key is null)];

    /// <summary>Finds a key.</summary>
    public PublishedKey Find(string domain, string selector, CancellationToken cancellationToken)
    {
        var name = NameOf(domain, selector);
        if (!_found.TryGetValue(name, out var key))
        {
            key = Ask(name, cancellationToken);
            _found.Add(name, key);
        }

        return key;
    }

    /// <inheritdoc/>
    public AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default)
    {
        var key = Find(domain, selector, cancellationToken);
        return key.Key ?? throw new MailMessageException(key.Reason);
    }

    /// <inheritdoc/>
    public Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
        Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));

    private static string NameOf(string? domain, string? selector) => $"{selector}._domainkey.{domain}";

    private static PublishedKey Read(string name, IReadOnlyList<TxtRecord> texts)
    {
        var records = texts.Where(text => DkimKeyRecordParser.IsCandidate(text.Text)).Select(text => DkimKeyRecordParser.Parse(text.Text)).ToList();
        if (records.Count != 1)
        {
            return None(null, DkimResult.PermError, records.Count == 0 ? $"What stands at {name} is no key." : $"At {name} stand {records.Count} keys; which is meant nobody can tell (RFC 6376 3.6.2.2).");
        }

        var record = records[0];
        if (record.IsRevoked)
        {
            return None(record, DkimResult.PermError, $"The key at {name} is revoked: its p is empty (RFC 6376 3.6.1).");
        }

        if (!record.IsValid)
        {
            return None(record, DkimResult.PermError, $"The key at {name} can't be used: {record.Errors[0].Message}");
        }

        if (record.KeyType == "rsa" && record.KeyBits is < DkimEvaluator.MinRsaBits or > MaxRsaBits)
        {
            return None(record, DkimResult.Policy, $"The RSA key at {name} has {record.KeyBits} bits; from {DkimEvaluator.MinRsaBits} to {MaxRsaBits} are accepted (RFC 8301 3.2).");
        }

        return record.KeyType is "rsa" or "ed25519" && Decode(record) is { } key
            ? new PublishedKey(record, key, DkimResult.Pass, string.Empty)
            : None(record, DkimResult.PermError, $"The key at {name} is of the type {record.KeyType}, which is not known, or damaged.");
    }

    private static AsymmetricKeyParameter? Decode(DkimKeyRecord record)
    {
        var octets = Convert.FromBase64String(record.PublicKey!);
        if (record.KeyType == "ed25519")
        {
            return new Ed25519PublicKeyParameters(octets, 0);
        }

        try
        {
            // SubjectPublicKeyInfo as all publish it, or RSAPublicKey as RFC 6376 3.6.1 says (erratum 3017).
            var sequence = Asn1Sequence.GetInstance(Asn1Object.FromByteArray(octets));
            return sequence[0] is DerInteger
                ? RsaPublicKeyStructure.GetInstance(sequence) is { } key ? new RsaKeyParameters(false, key.Modulus, key.PublicExponent) : null
                : PublicKeyFactory.CreateKey(octets);
        }
        catch (Exception e) when (e is IOException or ArgumentException or SecurityUtilityException or InvalidCastException)
        {
            return null;
        }
    }

    private static PublishedKey None(DkimKeyRecord? record, DkimResult result, string reason) => new(record, null, result, reason);

    private PublishedKey Ask(string name, CancellationToken cancellationToken)
    {
        DnsAnswer<TxtRecord> answer;
        try
        {
            answer = dns.Query<TxtRecord>(name, cancellationToken);
        }
        catch (ArgumentException e)
        {
            return None(null, DkimResult.PermError, $"{name} is no name that can be asked for: {e.Message}");
        }

        return answer.Outcome switch
        {
            DnsOutcome.Found => Read(name, answer.Records),
            DnsOutcome.NoData or DnsOutcome.NxDomain => None(null, DkimResult.PermError, $"There is no key at {name} (RFC 6376 6.1.2)."),
            _ => None(null, DkimResult.TempError, $"The key at {name} could not be asked for: {answer.Error}"),
        };
    }
}
