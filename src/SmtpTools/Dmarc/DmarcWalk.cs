namespace SmtpTools.Dmarc;

/// <summary>The DNS tree walk of one domain and what it gives (RFC 9989 4.10).</summary>
internal sealed class DmarcWalk
{
    /// <summary>The most questions of one walk: the labels from which on some are skipped (RFC 9989 4.10).</summary>
    internal const int MaxQuestions = 8;

    private DmarcWalk(string domain, IReadOnlyList<DmarcWalkStep> steps)
    {
        Domain = domain;
        Steps = steps;
    }

    public string Domain { get; }

    public IReadOnlyList<DmarcWalkStep> Steps { get; }

    /// <summary>The first question that could not be put; null where all could.</summary>
    public DmarcWalkStep? Failure => Steps.FirstOrDefault(static step => step.Error is not null);

    /// <summary>The organizational domain (RFC 9989 4.10.2); null where a question that decides it could not be put.</summary>
    public string? OrganizationalDomain
    {
        get
        {
            foreach (var step in Steps)
            {
                if (step.Record?.Psd == DmarcPsd.Organizational)
                {
                    return step.Domain;
                }

                if (step.Record?.Psd == DmarcPsd.PublicSuffix && step.Domain != Domain)
                {
                    return LabelBelow(step.Domain);
                }

                if (step.Error is not null)
                {
                    return null;
                }
            }

            return Steps.LastOrDefault(static step => step.Record is not null)?.Domain ?? Domain;
        }
    }

    /// <summary>The record of the public suffix that the domain lies below; null where the walk met none (RFC 9989 4.10.1).</summary>
    public DmarcWalkStep? PublicSuffix => Steps.FirstOrDefault(step => step.Record?.Psd == DmarcPsd.PublicSuffix && step.Domain != Domain);

    public static DmarcWalk Of(IMailDns dns, string domain, CancellationToken cancellation)
    {
        var steps = new List<DmarcWalkStep>();
        foreach (var target in Targets(domain))
        {
            var step = Look(dns, target, cancellation);
            steps.Add(step);
            // Behind a question that could not be put nothing further is decided, and a dead zone ends in bounded time.
            if (step.Error is not null || step.Record?.Psd is DmarcPsd.PublicSuffix or DmarcPsd.Organizational)
            {
                break;
            }
        }

        return new DmarcWalk(domain, steps);
    }

    /// <summary>The domains that are looked at: itself, and its parents of at most seven labels.</summary>
    internal static IEnumerable<string> Targets(string domain)
    {
        yield return domain;
        var labels = domain.Split('.');
        for (var keep = Math.Min(labels.Length - 1, MaxQuestions - 1); keep > 0; keep--)
        {
            yield return string.Join(".", labels.Skip(labels.Length - keep));
        }
    }

    internal static DmarcWalkStep Look(IMailDns dns, string domain, CancellationToken cancellation)
    {
        DnsAnswer<TxtRecord> answer;
        try
        {
            answer = dns.Query<TxtRecord>("_dmarc." + domain, cancellation);
        }
        catch (ArgumentException)
        {
            // The domain is so long that nothing can stand below it.
            return new DmarcWalkStep { Domain = domain, Status = DomainRecordStatus.NotFound };
        }

        var texts = answer.Records.Select(static r => r.Text).Where(DmarcRecordParser.IsDmarc).ToList();
        return new DmarcWalkStep
        {
            Domain = domain,
            Answer = answer,
            Texts = texts.ToArray(),
            Record = texts.Count == 1 ? DmarcRecordParser.Parse(texts[0]) : null,
            Error = answer.IsTransient ? $"_dmarc.{domain} could not be asked for: {answer.Error}" : null,
            Status = texts.Count switch
            {
                1 => DomainRecordStatus.Found,
                > 1 => DomainRecordStatus.Invalid,
                _ => answer.IsTransient ? answer.FailureStatus : DomainRecordStatus.NotFound,
            },
        };
    }

    private string LabelBelow(string parent)
    {
        var labels = Domain.Split('.');
        return string.Join(".", labels.Skip(labels.Length - parent.Split('.').Length - 1));
    }
}
