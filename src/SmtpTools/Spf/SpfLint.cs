using System.Text;
using SmtpTools.Dns;
using SmtpTools.Findings;

namespace SmtpTools.Spf;

/// <summary>Judges a domain's SPF record and its tree.</summary>
internal sealed class SpfLint(FindingList findings, string domain, IMailDns dns, CancellationToken cancellation)
{
    /// <summary>The name and the text of all records of a type together ought to be shorter (RFC 7208 3.4).</summary>
    private const int LongAnswer = 450;

    private const int NarrowestWideIpv4 = 15;
    private const int NarrowestWideIpv6 = 31;
    private const int MostQuoted = 80;
    private const int MostNamed = 10;

    public void Judge(DnsAnswer<TxtRecord> answer, IReadOnlyList<string> texts, SpfRecord? record, SpfNode? tree)
    {
        foreach (var text in answer.Records.Select(static r => r.Text).Where(IsLookalike))
        {
            findings.Add(SpfFindings.Lookalike, $"{domain} has the TXT record \"{Quoted(text)}\".");
        }

        foreach (var text in answer.Records.Select(static r => r.Text).Where(static t => t.StartsWith("spf2.0/", StringComparison.OrdinalIgnoreCase)))
        {
            findings.Add(SpfFindings.SenderId, $"{domain} has \"{Quoted(text)}\".");
        }

        if (texts.Count == 0 && answer.Outcome is DnsOutcome.Found or DnsOutcome.NoData)
        {
            findings.Add(SpfFindings.Missing, $"None of the {answer.Records.Count} TXT records of {domain} is an SPF record.");
        }
        else if (texts.Count > 1)
        {
            findings.Add(SpfFindings.Multiple, $"{domain} has {texts.Count} SPF records: {string.Join(" | ", texts.Select(Quoted))}");
        }

        if (record is null || tree is null)
        {
            return;
        }

        var size = domain.Length + answer.Records.Sum(static r => Encoding.UTF8.GetByteCount(r.Text));
        if (size > LongAnswer)
        {
            findings.Add(SpfFindings.TooLong, $"The name and its {answer.Records.Count} TXT records have {size} octets, of which the SPF record has {record.Text.Length}.");
        }

        JudgeEnd(tree);
        JudgeExplanation(record);
        JudgeTree(tree);
        foreach (var node in tree.All().Where(static n => n.Parsed is not null))
        {
            JudgeTerms(node);
        }

        foreach (var node in Authorising(tree))
        {
            JudgeNetworks(node);
        }
    }

    private void JudgeEnd(SpfNode tree)
    {
        // What holds for other clients stands in the last record that redirect leads to (RFC 7208 6.1).
        var end = tree;
        while (end.Parsed is { All: null, Redirect: { } redirect } && end.Children.FirstOrDefault(n => n.Term == redirect.Text) is { Parsed: not null } next)
        {
            end = next;
        }

        var record = end.Parsed!;
        if (record.All is { Qualifier: SpfQualifier.Neutral } all)
        {
            findings.Add(SpfFindings.NeutralAll, $"{end.Domain}: \"{all.Text}\" gives neutral to every client that is not named before it.");
        }
        else if (record is { All: null, Redirect: null, IsValid: true })
        {
            findings.Add(SpfFindings.NoEnd, $"{end.Domain}: \"{Quoted(record.Text)}\" ends without saying what holds for other clients.");
        }
    }

    private void JudgeExplanation(SpfRecord record)
    {
        if (record.Explanation is { } exp && SpfTree.Target(exp.Macro, domain) is { } target && QueryName.TryParse(target, out var name, out _))
        {
            var texts = dns.Query<TxtRecord>(name.Ascii, cancellation);
            if (!texts.IsTransient && texts.Records.Count != 1)
            {
                findings.Add(SpfFindings.ExplanationBroken, $"\"{exp.Text}\": {name.Ascii} has {texts.Records.Count} text records.");
            }
        }
    }

    private void JudgeTree(SpfNode tree)
    {
        if (tree.LookupCount > SpfChecker.MaxLookups)
        {
            findings.Add(SpfFindings.TooManyLookups, $"The record leads to {tree.LookupCount} terms with DNS queries.");
        }
        else if (tree.LookupCount >= SpfChecker.MaxLookups - 1)
        {
            findings.Add(SpfFindings.LookupsAtLimit, $"The record leads to {tree.LookupCount} of {SpfChecker.MaxLookups} terms with DNS queries.");
        }

        JudgeVoidLookups(tree);
        foreach (var node in tree.All().Where(static n => n.Term is not null))
        {
            var seen = $"{node.Term}: {node.Detail}";
            var isRecord = node.Kind is null;
            var kind = node.IsLoop ? SpfFindings.Loop
                : node.Status is DomainRecordStatus.ServerFailure or DomainRecordStatus.Timeout ? SpfFindings.IncludeUnknown
                : node is { Ipv4VoidLookupCount: > 0, Ipv6VoidLookupCount: > 0 } && !isRecord ? SpfFindings.EmptyTerm
                : isRecord && node.Parsed is null && node.Status is DomainRecordStatus.NotFound or DomainRecordStatus.NxDomain or DomainRecordStatus.Invalid ? SpfFindings.IncludeBroken
                : node.Kind == SpfMechanismKind.Mx && node.Status == DomainRecordStatus.Invalid ? SpfFindings.IncludeBroken
                : null;
            if (kind is not null && node.Parsed is null)
            {
                findings.Add(kind, seen);
            }
        }
    }

    private void JudgeVoidLookups(SpfNode tree)
    {
        var (ipv4, ipv6) = (tree.Ipv4VoidLookupCount, tree.Ipv6VoidLookupCount);
        if (Math.Min(ipv4, ipv6) > SpfChecker.MaxVoidLookups)
        {
            findings.Add(SpfFindings.TooManyVoidLookups, $"{(ipv4 == ipv6 ? $"{ipv4}" : $"{ipv4} (IPv4) and {ipv6} (IPv6)")} terms get an empty answer.");
        }
        else if (tree.VoidLookupCount > SpfChecker.MaxVoidLookups)
        {
            var isIpv6 = ipv6 > ipv4;
            var terms = tree.All().Where(n => n.Kind is not null && (isIpv6 ? n.Ipv6VoidLookupCount : n.Ipv4VoidLookupCount) > 0).Select(static n => n.Term).Distinct();
            findings.Add(
                SpfFindings.TooManyVoidLookupsOfOneFamily,
                $"{tree.VoidLookupCount} terms get an empty answer for {(isIpv6 ? "IPv6" : "IPv4")} clients: {string.Join(", ", terms.Take(MostNamed))}.");
        }
    }

    private void JudgeTerms(SpfNode node)
    {
        var record = node.Parsed!;
        foreach (var error in record.Errors)
        {
            findings.Add(SpfFindings.SyntaxError, $"{node.Domain}, {error}");
        }

        if (record.Ignored.Count > 0)
        {
            var ignored = string.Join(", ", record.Ignored.Select(static t => t.Text));
            findings.Add(SpfFindings.TermsAfterAll, $"{node.Domain}: beside \"{record.All!.Text}\" nothing comes of {ignored}.");
        }

        foreach (var twice in record.Evaluated.OfType<SpfMechanism>().GroupBy(static m => m.Text, StringComparer.OrdinalIgnoreCase).Where(static g => g.Count() > 1))
        {
            findings.Add(SpfFindings.DuplicateTerm, $"{node.Domain} has {twice.Key} {twice.Count()} times.");
        }

        foreach (var modifier in record.Terms.OfType<SpfModifier>().Where(static m => !m.IsKnown))
        {
            findings.Add(SpfFindings.UnknownModifier, $"{node.Domain} has {modifier.Text}.");
        }

        foreach (var term in record.Evaluated)
        {
            if (term is SpfMechanism { Kind: SpfMechanismKind.Ptr } || SpfTree.MacroOf(term)?.Uses('p') == true)
            {
                findings.Add(SpfFindings.PtrUsed, $"{node.Domain} has {term.Text}.");
            }
        }
    }

    private void JudgeNetworks(SpfNode node)
    {
        foreach (var mechanism in node.Parsed!.Evaluated.OfType<SpfMechanism>().Where(static m => m.Qualifier == SpfQualifier.Pass))
        {
            // A host's network is wide in either family, whatever it is written for.
            var (ipv4, ipv6) = (mechanism.Ipv4PrefixLength, mechanism.Ipv6PrefixLength);
            if (mechanism.Kind == SpfMechanismKind.All)
            {
                findings.Add(SpfFindings.PassAll, $"{node.Domain} has {mechanism.Text}, which matches every client.");
            }
            else if (ipv4 == 0 || ipv6 == 0)
            {
                findings.Add(SpfFindings.PassAll, $"{node.Domain} has {mechanism.Text}, a network of all {(ipv4 == 0 ? "IPv4" : "IPv6")} addresses.");
            }
            else if (mechanism.Address is { } address && SpecialPurposeAddress.BlockOf(address, (ipv4 ?? ipv6)!.Value) is { } block)
            {
                findings.Add(SpfFindings.PrivateNetwork, $"{node.Domain} has {mechanism.Text}, in {block}.");
            }
            else if (ipv4 is <= NarrowestWideIpv4 || ipv6 is <= NarrowestWideIpv6)
            {
                findings.Add(SpfFindings.WideNetwork, $"{node.Domain} has {mechanism.Text}.");
            }
        }
    }

    // The records whose pass is a pass for the domain: those that -include and the like name are not among them (RFC 7208 5.2).
    private static IEnumerable<SpfNode> Authorising(SpfNode tree)
    {
        var records = tree.All().Where(static n => n.Parsed is not null).ToDictionary(static n => n.Domain, StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<SpfNode>();
        var open = new Queue<SpfNode>([tree]);
        while (open.Count > 0)
        {
            var node = open.Dequeue();
            if (!seen.Add(node))
            {
                continue;
            }

            yield return node;
            foreach (var child in node.Children.Where(static n => (n.Parsed is not null || n.IsRepeated) && n.Term![0] is not ('-' or '~' or '?')))
            {
                // A repeated branch is shown once, where it is met first; the record there may be none.
                if (records.TryGetValue(child.Domain, out var record))
                {
                    open.Enqueue(record);
                }
            }
        }
    }

    private static bool IsLookalike(string text)
    {
        var start = new string([.. text.Where(static c => c is not (' ' or '"' or '\t' or '=')).Take(6)]).ToLowerInvariant();
        return !SpfRecordParser.IsSpf(text) && (start.StartsWith("vspf1", StringComparison.Ordinal) || start.StartsWith("spf1", StringComparison.Ordinal));
    }

    private static string Quoted(string text) => text.Length <= MostQuoted ? text : text.Substring(0, MostQuoted) + "...";
}
