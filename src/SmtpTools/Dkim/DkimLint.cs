using SmtpTools.Findings;

namespace SmtpTools.Dkim;

/// <summary>Judges the keys that were found.</summary>
internal static class DkimLint
{
    public static void Judge(FindingList findings, string domain, DomainRecordStatus status, DkimSearchResult found, bool isGuess)
    {
        if (status == DomainRecordStatus.NotFoundAmongTried)
        {
            findings.Add(DkimFindings.NotAmongTried, $"{found.Tried.Count} selectors were tried at {domain}.");
        }
        else if (status == DomainRecordStatus.NotFound && isGuess)
        {
            findings.Add(DkimFindings.Missing, $"There is no name below _domainkey.{domain}.");
        }

        foreach (var key in found.Keys)
        {
            if (KindOf(key, isGuess) is { } kind)
            {
                findings.Add(kind, key.Detail ?? key.Name);
            }

            if (key.IsWildcard && key.Record is not { IsRevoked: true })
            {
                findings.Add(DkimFindings.Wildcard, $"A selector that nobody chose gets the record of {key.Name} as well.");
            }

            if (key.Record is { IsValid: true } record)
            {
                JudgeKey(findings, key, record);
            }
        }

        var usable = found.Keys.Where(static key => key.IsUsable).ToList();
        if (usable.Count > 0 && usable.TrueForAll(static key => key.KeyType == "ed25519"))
        {
            findings.Add(DkimFindings.OnlyEd25519, $"{domain} has {string.Join(", ", usable.Select(static key => key.Selector))}, and no RSA key was found.");
        }
    }

    private static FindingKind? KindOf(DkimSelector key, bool isGuess) => key.Status switch
    {
        DomainRecordStatus.NotFound when !isGuess => DkimFindings.SelectorMissing,
        DomainRecordStatus.Invalid => key.Fault ?? DkimFindings.SyntaxError,
        DomainRecordStatus.Timeout or DomainRecordStatus.ServerFailure => DkimFindings.Unknown,
        _ => null,
    };

    private static void JudgeKey(FindingList findings, DkimSelector key, DkimKeyRecord record)
    {
        if (record.IsRevoked)
        {
            findings.Add(DkimFindings.KeyRevoked, $"{key.Name} has an empty p.");
            return;
        }

        if (record.KeyType is not ("rsa" or "ed25519"))
        {
            findings.Add(DkimFindings.UnknownKeyType, $"{key.Name} has k={record.KeyType}.");
        }

        if (record.KeyType == "rsa" && record.KeyBits is { } bits)
        {
            var length = bits < DkimEvaluator.MinRsaBits ? DkimFindings.KeyWeak
                : bits < DkimEvaluator.RecommendedRsaBits ? DkimFindings.KeyShort
                : bits > DkimEvaluator.MaxRsaBits ? DkimFindings.KeyLong
                : null;
            if (length is not null)
            {
                findings.Add(length, $"{key.Name} has an RSA key of {bits} bits.");
            }
        }

        if (record.IsTesting)
        {
            findings.Add(DkimFindings.Testing, $"{key.Name} has t={string.Join(":", record.Tags.Where(static t => t.Name == "t").Select(static t => t.Value))}.");
        }

        if (!record.IsForEmail)
        {
            findings.Add(DkimFindings.NotForEmail, $"{key.Name} has s={string.Join(":", record.ServiceTypes)}.");
        }

        if (record.HashAlgorithms.Count > 0)
        {
            var hashes = $"{key.Name} has h={string.Join(":", record.HashAlgorithms)}.";
            if (!record.HashAlgorithms.Contains("sha256"))
            {
                findings.Add(DkimFindings.Sha256NotAllowed, hashes);
            }
            else if (record.HashAlgorithms.Contains("sha1"))
            {
                findings.Add(DkimFindings.Sha1Allowed, hashes);
            }
        }
    }
}
