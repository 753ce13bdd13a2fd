using System.Net;

namespace SmtpTools.Spf;

/// <summary>Follows every branch of an SPF record, within limits.</summary>
internal sealed class SpfTree(IMailDns dns, CancellationToken cancellation)
{
    /// <summary>The most DNS questions about one tree. What lies beyond is not followed, and its node says so.</summary>
    internal const int MaxQuestions = 300;

    /// <summary>The most includes and redirects in a row.</summary>
    internal const int MaxDepth = 20;

    // Beyond the limits it does not matter how far; branches that repeat each other grow without bound.
    private const int MostCounted = 9999;
    private const int MostShown = 10;

    private static readonly MacroValues NoMessage = new()
    {
        Address = IPAddress.None,
        LocalPart = string.Empty,
        SenderDomain = string.Empty,
        Helo = string.Empty,
        Receiver = string.Empty,
        Time = default,
        ConfirmedName = static _ => string.Empty,
    };

    private readonly Dictionary<string, SpfNode> _done = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _above = new(StringComparer.OrdinalIgnoreCase);
    private int _questions;
    private bool _isReverseNameKnown;

    /// <summary>The tree of a record that is known already.</summary>
    public SpfNode Grow(string domain, DnsAnswer<TxtRecord> answer) => Read(domain, null, answer);

    private SpfNode Follow(string domain, string term)
    {
        if (_above.Contains(domain))
        {
            return new SpfNode
            {
                Domain = domain,
                Term = term,
                Status = DomainRecordStatus.Invalid,
                Detail = "leads back to a record above",
                IsLoop = true,
                LookupCount = 1,
            };
        }

        if (_done.TryGetValue(domain, out var known))
        {
            return new SpfNode
            {
                Domain = domain,
                Term = term,
                Status = known.Status,
                Record = known.Record,
                Detail = known.Detail,
                IsRepeated = true,
                LookupCount = known.LookupCount - known.ReverseNameLookups,
                Ipv4VoidLookupCount = known.Ipv4VoidLookupCount,
                Ipv6VoidLookupCount = known.Ipv6VoidLookupCount,
            };
        }

        return !SpfRecordSet.IsCheckable(domain)
            ? new SpfNode { Domain = domain, Term = term, Status = DomainRecordStatus.Invalid, Detail = "is not a domain name of several labels", LookupCount = 1 }
            : _above.Count >= MaxDepth || _questions >= MaxQuestions
            ? NotFollowed(domain, term)
            : Read(domain, term, Ask<TxtRecord>(domain));
    }

    private SpfNode Read(string domain, string? term, DnsAnswer<TxtRecord> answer)
    {
        var own = term is null ? 0 : 1;
        var texts = SpfRecordSet.Select(answer);
        if (texts.Count != 1)
        {
            var (status, detail) = texts.Count > 1 ? (DomainRecordStatus.Invalid, $"{texts.Count} SPF records")
                : answer.IsTransient ? (StatusOf(answer.Outcome), answer.Error)
                : answer.IsNameMissing ? (DomainRecordStatus.NxDomain, "does not exist")
                : (DomainRecordStatus.NotFound, answer.Outcome == DnsOutcome.NxDomain ? $"{answer.CanonicalName} does not exist" : "no SPF record");
            return _done[domain] = new SpfNode
            {
                Domain = domain,
                Term = term,
                Status = status,
                Detail = detail,
                LookupCount = own,
            };
        }

        var record = SpfRecordParser.Parse(texts[0]);
        _ = _above.Add(domain);
        var children = record.Evaluated.OfType<SpfMechanism>().Where(static m => m.CausesLookup).Select(m => Term(m, domain)).ToList();
        if (record.Redirect is { } redirect && record.All is null)
        {
            children.Add(Target(redirect.Macro, domain) is { } target ? Follow(target, redirect.Text) : OfMessage(redirect.Macro, redirect.Text));
        }

        children.AddRange(record.Ignored.Where(static t => t.CausesLookup).Select(t => Ignored(t, domain)));
        _ = _above.Remove(domain);
        return _done[domain] = new SpfNode
        {
            Domain = domain,
            Term = term,
            Status = record.IsValid ? DomainRecordStatus.Found : DomainRecordStatus.Invalid,
            Record = record.Text,
            Parsed = record,
            Detail = record.IsValid ? null : record.Errors[0].ToString(),
            Children = children,
            LookupCount = Math.Min(MostCounted, own + children.Sum(static child => child.LookupCount)),
            ReverseNameLookups = children.Sum(static child => child.ReverseNameLookups),
            Ipv4VoidLookupCount = Math.Min(MostCounted, children.Sum(static child => child.Ipv4VoidLookupCount)),
            Ipv6VoidLookupCount = Math.Min(MostCounted, children.Sum(static child => child.Ipv6VoidLookupCount)),
        };
    }

    private SpfNode Term(SpfMechanism mechanism, string domain)
    {
        if (mechanism.Kind == SpfMechanismKind.Ptr)
        {
            var node = NotKnown(mechanism.Target ?? domain, mechanism.Text, mechanism.TargetMacro, "depends on the client", mechanism.Kind);
            _isReverseNameKnown = true;
            return node;
        }

        var target = mechanism.TargetMacro is { } macro ? Target(macro, domain) : domain;
        return target is null ? OfMessage(mechanism.TargetMacro!, mechanism.Text)
            : mechanism.Kind == SpfMechanismKind.Include ? Follow(target, mechanism.Text)
            : !SpfRecordSet.IsAskable(target) ? Leaf(target, mechanism, DomainRecordStatus.Invalid, "is not a name that can be asked for", isVoidOverIpv4: false, isVoidOverIpv6: false)
            : _questions >= MaxQuestions ? NotFollowed(target, mechanism.Text)
            : mechanism.Kind == SpfMechanismKind.Mx ? Mx(target, mechanism)
            : Addresses(target, mechanism);
    }

    private SpfNode Mx(string target, SpfMechanism mechanism)
    {
        var answer = Ask<MxRecord>(target);
        var isVoid = IsVoid(answer);
        return Leaf(target, mechanism, StatusOf(answer.Outcome), answer.Outcome switch
        {
            DnsOutcome.Found when answer.Records.Count > SpfChecker.MaxHostNames => $"{answer.Records.Count} mail exchangers, of which {SpfChecker.MaxHostNames} are allowed",
            DnsOutcome.Found => string.Join(", ", answer.Records.Select(static r => r.Exchange)),
            _ when answer.IsTransient => answer.Error,
            _ => "no mail exchanger",
        }, isVoid, isVoid, answer.Records.Count > SpfChecker.MaxHostNames);
    }

    private SpfNode Addresses(string target, SpfMechanism mechanism)
    {
        var four = Ask<ARecord>(target);
        var six = mechanism.Kind == SpfMechanismKind.Exists ? null : Ask<AaaaRecord>(target);
        var found = four.Records.Select(static r => r.Address).Concat(six?.Records.Select(static r => r.Address) ?? []).ToList();
        var failed = four.IsTransient ? four : six is { IsTransient: true } ? (DnsAnswer)six : null;
        var shown = string.Join(", ", found.Take(MostShown)) + (found.Count > MostShown ? $" and {found.Count - MostShown} more" : string.Empty);

        // A check asks in the client's family alone (RFC 7208 5), so what one family gets says nothing of the other. exists asks for A whatever that is.
        var (status, detail) = failed is not null ? (StatusOf(failed.Outcome), found.Count > 0 ? $"{shown}; {failed.Error}" : failed.Error)
            : found.Count > 0 ? (DomainRecordStatus.Found, shown)
            : (StatusOf(four.Outcome), "no address");
        return Leaf(target, mechanism, status, detail, IsVoid(four), IsVoid((DnsAnswer?)six ?? four));
    }

    private static bool IsVoid(DnsAnswer answer) => answer.Outcome is DnsOutcome.NoData or DnsOutcome.NxDomain;

    private DnsAnswer<TRecord> Ask<TRecord>(string name)
        where TRecord : DnsRecord
    {
        _questions++;
        try
        {
            return dns.Query<TRecord>(name, cancellation);
        }
        catch (ArgumentException)
        {
            return new DnsAnswer<TRecord> { Name = name, Outcome = DnsOutcome.NoData };
        }
    }

    // What %{d} gives is known; the other macros need a message.
    /// <summary>The name that a domain-spec means; null where it depends on the message.</summary>
    internal static string? Target(MacroString macro, string domain) => macro.DependsOnMessage ? null : NoMessage.ExpandName(macro, domain);

    /// <summary>The term's domain-spec, or what stands behind a modifier's equals sign; null where the term has none.</summary>
    internal static MacroString? MacroOf(SpfTerm term) => term is SpfModifier modifier ? modifier.Macro : ((SpfMechanism)term).TargetMacro;

    private static SpfNode Ignored(SpfTerm term, string domain) => new()
    {
        Domain = MacroOf(term) is { } macro ? Target(macro, domain) ?? macro.Text : domain,
        Term = term.Text,
        Kind = (term as SpfMechanism)?.Kind,
        Detail = "never looked at, since the record has all",
        IsIgnored = true,
    };

    private SpfNode OfMessage(MacroString macro, string term) => NotKnown(macro.Text, term, macro, "depends on the message");

    // The question of the macro p counts like that of ptr (RFC 7208 4.6.4). A check asks it once, and not at all behind ptr, which had its answer.
    private SpfNode NotKnown(string domain, string term, MacroString? macro, string detail, SpfMechanismKind? kind = null)
    {
        var asksForName = !_isReverseNameKnown && macro?.Uses('p') == true;
        _isReverseNameKnown |= asksForName;
        var reverseName = asksForName ? 1 : 0;
        return new SpfNode
        {
            Domain = domain,
            Term = term,
            Kind = kind,
            Detail = asksForName ? $"{detail}; the macro p is a look-up of its own" : detail,
            LookupCount = 1 + reverseName,
            ReverseNameLookups = reverseName,
        };
    }

    private static SpfNode NotFollowed(string domain, string term) => new() { Domain = domain, Term = term, Detail = "not followed: the tree is too large", LookupCount = 1 };

    private static SpfNode Leaf(string domain, SpfMechanism mechanism, DomainRecordStatus status, string? detail, bool isVoidOverIpv4, bool isVoidOverIpv6, bool isOverLimit = false) => new()
    {
        Domain = domain,
        Term = mechanism.Text,
        Kind = mechanism.Kind,
        Status = isOverLimit ? DomainRecordStatus.Invalid : status,
        Detail = detail,
        LookupCount = 1,
        Ipv4VoidLookupCount = isVoidOverIpv4 ? 1 : 0,
        Ipv6VoidLookupCount = isVoidOverIpv6 ? 1 : 0,
    };

    private static DomainRecordStatus StatusOf(DnsOutcome outcome) => outcome switch
    {
        DnsOutcome.Found => DomainRecordStatus.Found,
        DnsOutcome.NoData => DomainRecordStatus.NotFound,
        DnsOutcome.NxDomain => DomainRecordStatus.NxDomain,
        DnsOutcome.Timeout => DomainRecordStatus.Timeout,
        _ => DomainRecordStatus.ServerFailure,
    };
}
