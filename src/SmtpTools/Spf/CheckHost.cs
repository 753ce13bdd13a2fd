using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Spf;

/// <summary>The function check_host (RFC 7208 4): one check under way.</summary>
internal sealed class CheckHost
{
    private readonly SpfLookups _lookups;
    private readonly IPAddress _address;
    private readonly List<SpfStep> _steps = [];
    private readonly List<SpfStep> _path = [];
    private IReadOnlyList<string>? _confirmed;
    private bool _explains;

    /// <summary>Makes a check.</summary>
    /// <param name="lookups">The way to DNS.</param>
    /// <param name="client">The client's address; an IPv4 address as such.</param>
    /// <param name="values">Makes the macros' values with the source of the client's name.</param>
    public CheckHost(SpfLookups lookups, IPAddress client, Func<Func<string, string>, MacroValues> values)
    {
        _lookups = lookups;
        _address = client;
        Values = values(ConfirmedNameFor);
    }

    /// <summary>What the macros stand for.</summary>
    public MacroValues Values { get; }

    /// <summary>Every term that was looked at.</summary>
    public IReadOnlyList<SpfStep> Steps => _steps;

    /// <summary>The way to what decided.</summary>
    public IReadOnlyList<SpfStep> Path => _path;

    /// <summary>Evaluates a domain's record.</summary>
    /// <exception cref="SpfStopException">The result is temperror or permerror.</exception>
    public SpfOutcome Evaluate(string domain, int depth = 0)
    {
        if (!SpfRecordSet.IsCheckable(domain))
        {
            return None(domain, $"\"{domain}\" is not a domain name of several labels (RFC 7208 4.3).");
        }

        var answer = _lookups.Ask<TxtRecord>(domain);
        if (answer.IsTransient)
        {
            throw new SpfStopException(SpfResult.TempError, $"The text records of {domain} could not be had: {answer.Error}");
        }

        var texts = SpfRecordSet.Select(answer);
        if (texts.Count != 1)
        {
            return texts.Count == 0
                ? None(domain, answer.Outcome == DnsOutcome.NxDomain ? $"{answer.CanonicalName} does not exist." : $"{domain} has no SPF record.")
                : throw new SpfStopException(SpfResult.PermError, $"{domain} has {texts.Count} SPF records, and only one is allowed (RFC 7208 4.5).");
        }

        var record = SpfRecordParser.Parse(texts[0]);
        return record.IsValid
            ? Evaluate(record, domain, depth)
            : throw new SpfStopException(SpfResult.PermError, $"The SPF record of {domain} is malformed {record.Errors[0]}");
    }

    /// <summary>The words of the domain about a fail (RFC 7208 6.2); null where there are none or they are malformed.</summary>
    public string? Explain(MacroString target, string domain)
    {
        // Nothing that goes wrong from here on changes the result.
        _explains = true;
        try
        {
            var name = Values.ExpandName(target, domain);
            if (!SpfRecordSet.IsAskable(name) || _lookups.Get<TxtRecord>(name) is not [var record]
                || !MacroString.TryParse(record.Text, MacroUse.Explanation, out var text, out _, out _))
            {
                return null;
            }

            var explanation = Values.Expand(text, domain);
            return explanation.Length <= SpfChecker.MaxExplanationLength && explanation.All(static c => c is >= ' ' and <= '~') ? explanation : null;
        }
        catch (SpfStopException)
        {
            return null;
        }
    }

    private SpfOutcome Evaluate(SpfRecord record, string domain, int depth)
    {
        foreach (var mechanism in record.Mechanisms)
        {
            if (Follow(mechanism, domain, depth, () => Matches(mechanism, domain, depth)))
            {
                var result = mechanism.Qualifier switch
                {
                    SpfQualifier.Pass => SpfResult.Pass,
                    SpfQualifier.Fail => SpfResult.Fail,
                    SpfQualifier.SoftFail => SpfResult.SoftFail,
                    _ => SpfResult.Neutral,
                };
                return new SpfOutcome(result, null, domain, mechanism.Text, record.Explanation?.Macro);
            }
        }

        if (record.Redirect is not { } redirect)
        {
            return new SpfOutcome(SpfResult.Neutral, null, domain, null, null);
        }

        SpfOutcome? outcome = null;
        _ = Follow(redirect, domain, depth, () =>
        {
            _lookups.CountTerm(redirect.Text);
            var target = Values.ExpandName(redirect.Macro, domain);
            outcome = Evaluate(target, depth + 1);
            return outcome.Result == SpfResult.None
                ? throw new SpfStopException(SpfResult.PermError, $"{domain} redirects to {target}: {outcome.Problem} (RFC 7208 6.1)")
                : (true, $"{target} gave {outcome.Result}");
        });
        return outcome!;
    }

    // Keeps the term on the path while it is evaluated, and for good where it matches or ends the check.
    private bool Follow(SpfTerm term, string domain, int depth, Func<(bool IsMatch, string Detail)> evaluate)
    {
        var onPath = _path.Count;
        var inSteps = _steps.Count;
        SpfStep Step(SpfStepOutcome outcome, string detail) => new(domain, term.Text, depth, outcome, detail);

        _path.Add(Step(SpfStepOutcome.Error, string.Empty));
        if (inSteps < SpfChecker.MaxSteps)
        {
            _steps.Add(_path[onPath]);
        }

        void Settle(SpfStep step)
        {
            _path[onPath] = step;
            if (inSteps < SpfChecker.MaxSteps)
            {
                _steps[inSteps] = step;
            }
        }

        try
        {
            var (isMatch, detail) = evaluate();
            Settle(Step(isMatch ? SpfStepOutcome.Match : SpfStepOutcome.NoMatch, detail));
            if (!isMatch)
            {
                _path.RemoveRange(onPath, _path.Count - onPath);
            }

            return isMatch;
        }
        catch (SpfStopException stop)
        {
            Settle(Step(SpfStepOutcome.Error, stop.Message));
            throw;
        }
    }

    private (bool IsMatch, string Detail) Matches(SpfMechanism mechanism, string domain, int depth)
    {
        if (mechanism.CausesLookup)
        {
            _lookups.CountTerm(mechanism.Text);
        }

        switch (mechanism.Kind)
        {
            case SpfMechanismKind.All:
                return (true, "always");
            case SpfMechanismKind.Ip4:
            case SpfMechanismKind.Ip6:
                return (IsIn(mechanism.Address!, mechanism), mechanism.Text.Substring(mechanism.Text.IndexOf(':') + 1));
            case SpfMechanismKind.Include:
                return Include(Values.ExpandName(mechanism.TargetMacro!, domain), depth);
            default:
                var target = mechanism.TargetMacro is { } macro ? Values.ExpandName(macro, domain) : domain;

                // RFC 7208 4.8 leaves open what a malformed name means, RFC 8616 4 has one that is not ASCII match nothing.
                return !SpfRecordSet.IsAskable(target) ? (false, $"\"{target}\" is not a name that can be asked for")
                    : mechanism.Kind == SpfMechanismKind.A ? AnyIn(_lookups.FindAddresses(target, _address.AddressFamily), mechanism, target)
                    : mechanism.Kind == SpfMechanismKind.Mx ? Mx(target, mechanism)
                    : mechanism.Kind == SpfMechanismKind.Ptr ? Ptr(target)
                    : Exists(target);
        }
    }

    // The table of RFC 7208 5.2.
    private (bool IsMatch, string Detail) Include(string target, int depth)
    {
        var outcome = Evaluate(target, depth + 1);
        return outcome.Result == SpfResult.None
            ? throw new SpfStopException(SpfResult.PermError, $"The included {target} has no record: {outcome.Problem} (RFC 7208 5.2)")
            : (outcome.Result == SpfResult.Pass, $"{target} gave {outcome.Result}");
    }

    private (bool IsMatch, string Detail) Mx(string target, SpfMechanism mechanism)
    {
        var records = _lookups.Find<MxRecord>(target);
        if (records.Count > SpfChecker.MaxHostNames)
        {
            throw new SpfStopException(
                SpfResult.PermError, $"{target} has {records.Count} mail exchangers; the limit is {SpfChecker.MaxHostNames} (RFC 7208 4.6.4).");
        }

        // A null MX names no host (RFC 7505 3).
        var hosts = records.Select(static r => r.Exchange).Where(static h => h != ".").Distinct(StringComparer.OrdinalIgnoreCase);
        var addresses = hosts.Where(SpfRecordSet.IsAskable).SelectMany(host => _lookups.GetAddresses(host, _address.AddressFamily));
        return AnyIn([.. addresses], mechanism, $"the mail exchangers of {target}");
    }

    private (bool IsMatch, string Detail) Ptr(string target)
    {
        var names = ConfirmedNames(isCounted: true);
        return (names.Any(name => IsWithin(name, target)), names.Count == 0 ? "the client has no confirmed name" : $"the client is {string.Join(", ", names)}");
    }

    private (bool IsMatch, string Detail) Exists(string target)
    {
        // A records whatever the client's family (RFC 7208 5.7).
        var exists = _lookups.Find<ARecord>(target).Count > 0;
        return (exists, exists ? $"{target} exists" : $"{target} does not exist");
    }

    // The procedure of RFC 7208 5.5. A failing DNS finds nothing here and is no error.
    private IReadOnlyList<string> ConfirmedNames(bool isCounted)
    {
        if (_confirmed is { } known)
        {
            return known;
        }

        var answer = _lookups.Ask<PtrRecord>(ReverseName.Of(_address));
        if (isCounted && answer.Outcome is (DnsOutcome.NoData or DnsOutcome.NxDomain))
        {
            _lookups.CountVoid<PtrRecord>(answer.Name);
        }

        var names = answer.Records.Select(static r => r.HostName).Take(SpfChecker.MaxHostNames).Where(SpfRecordSet.IsAskable);
        return _confirmed = names.Where(IsConfirmed).ToArray();
    }

    private bool IsConfirmed(string name) => _address.AddressFamily == AddressFamily.InterNetwork
        ? _lookups.Ask<ARecord>(name).Records.Any(r => r.Address.Equals(_address))
        : _lookups.Ask<AaaaRecord>(name).Records.Any(r => r.Address.Equals(_address));

    // The macro p: the domain itself first, then a name within it, then any (RFC 7208 7.3).
    private string ConfirmedNameFor(string domain)
    {
        if (_confirmed is null && !_explains)
        {
            // Its question counts like that of ptr (RFC 7208 4.6.4).
            _lookups.CountTerm("%{p}");
        }

        var names = ConfirmedNames(isCounted: !_explains);
        return names.FirstOrDefault(name => string.Equals(name, domain, StringComparison.OrdinalIgnoreCase))
            ?? names.FirstOrDefault(name => IsWithin(name, domain))
            ?? (names.Count > 0 ? names[0] : "unknown");
    }

    private (bool IsMatch, string Detail) AnyIn(IReadOnlyList<IPAddress> addresses, SpfMechanism mechanism, string whose)
    {
        const int MostShown = 10;
        var shown = string.Join(", ", addresses.Take(MostShown)) + (addresses.Count > MostShown ? $" and {addresses.Count - MostShown} more" : string.Empty);
        return (addresses.Any(address => IsIn(address, mechanism)), addresses.Count == 0 ? $"{whose}: no address" : $"{whose}: {shown}");
    }

    private bool IsIn(IPAddress network, SpfMechanism mechanism)
    {
        var prefix = network.AddressFamily == AddressFamily.InterNetwork ? mechanism.Ipv4PrefixLength : mechanism.Ipv6PrefixLength;
        return network.AddressFamily == _address.AddressFamily && AddressPrefix.IsSame(network, _address, prefix!.Value);
    }

    private static bool IsWithin(string name, string domain) =>
        string.Equals(name, domain, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    private static SpfOutcome None(string domain, string problem) => new(SpfResult.None, problem, domain, null, null);
}
