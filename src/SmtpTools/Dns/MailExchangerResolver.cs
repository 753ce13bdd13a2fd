using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>Finds the hosts that take a domain's mail: the MX records by preference, the null MX, the implicit MX (RFC 5321 5.1, RFC 7505).</summary>
public sealed class MailExchangerResolver
{
    /// <summary>The most MX records that are looked at. The rest is counted and flagged.</summary>
    public const int MaxExchangers = 100;

    /// <summary>The most addresses of each family that are taken from one host. The rest is counted and flagged.</summary>
    public const int MaxAddresses = 32;

    /// <summary>After so many time-outs about one domain its other hosts are not asked for, so that a dead zone ends in bounded time.</summary>
    public const int MaxTimeouts = 3;

    private readonly IMailDns _dns;
    private readonly TimeProvider _clock;

    /// <summary>Makes a resolver. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="timeProvider">Measures the durations; the system's clock where null.</param>
    public MailExchangerResolver(IMailDns dns, TimeProvider? timeProvider = null)
    {
        _dns = dns;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Whether the names of each address are asked for as well, and whether they lead back to it (RFC 8601 2.7.3). It doubles the questions.</summary>
    public bool ConfirmsReverseNames { get; init; }

    /// <summary>Finds the hosts that take a domain's mail. Whatever goes wrong is in the result.</summary>
    /// <param name="domain">The domain, in ASCII or Unicode; a trailing dot is allowed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hosts, or why they are not known.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MailExchangerResult Resolve(string domain, CancellationToken cancellationToken = default)
    {
        // The final dot of an absolute name (RFC 1034 3.1) is DNS's way of writing, which mail does not have (RFC 5321 2.3.5).
        var text = domain.Length > 1 && domain[domain.Length - 1] == '.' ? domain.Substring(0, domain.Length - 1) : domain;
        if (!DomainName.TryParse(text, out var name, out var fault))
        {
            return new MailExchangerResult
            {
                Domain = domain,
                AsciiDomain = null,
                Status = MailExchangerStatus.InvalidDomain,
                Detail = $"\"{domain}\" is not a domain name: {fault}.",
            };
        }

        var start = _clock.GetTimestamp();
        var mx = _dns.Query<MxRecord>(name.Ascii, cancellationToken);
        return new Resolution(name, mx, new ExchangerHosts(_dns, ConfirmsReverseNames, cancellationToken), () => _clock.GetElapsedTime(start)).Run();
    }

    /// <summary>One domain under way: the answer about its MX records is there, and its hosts are to be asked for.</summary>
    private sealed class Resolution(DomainName domain, DnsAnswer<MxRecord> mx, ExchangerHosts hosts, Func<TimeSpan> elapsed)
    {
        private readonly List<MailExchangerFault> _faults = [];

        internal MailExchangerResult Run() => mx.Outcome switch
        {
            DnsOutcome.Found => FromRecords(),
            DnsOutcome.NoData => Implicit(),
            DnsOutcome.NxDomain when mx.IsNameMissing => Result(MailExchangerStatus.NxDomain, $"{domain.Ascii} does not exist (NXDOMAIN from {mx.Resolver})."),
            DnsOutcome.NxDomain => Dangling(),
            _ => Result(StatusOf(mx), $"The MX records of {domain.Ascii} could not be had: {mx.Error}"),
        };

        private MailExchangerResult FromRecords()
        {
            if (mx.Records.Count == 1 && IsNull(mx.Records[0]))
            {
                if (mx.Records[0].Preference != 0)
                {
                    Fault(MailExchangerFaultKind.MalformedNullMx, $"The null MX has the preference {mx.Records[0].Preference}, not 0 (RFC 7505 3).");
                }

                return Result(MailExchangerStatus.NullMx, $"{Subject()} takes no mail, as its null MX says (RFC 7505).");
            }

            List<MxRecord> records = [.. mx.Records];
            records.Sort(ByPreference);
            if (records.Count > MaxExchangers)
            {
                Fault(MailExchangerFaultKind.TooMany, $"{domain.Ascii} has {records.Count} MX records; the {MaxExchangers} most preferred are looked at.");
                records.RemoveRange(MaxExchangers, records.Count - MaxExchangers);
            }

            DnsAnswer? failure = null;
            var exchangers = new MailExchanger[records.Count];
            for (var i = 0; i < exchangers.Length; i++)
            {
                var host = LookAt(records[i]);
                failure ??= host.Failure;
                exchangers[i] = Exchanger(records[i].Exchange, host, records[i].Preference, records[i].TimeToLive);
            }

            if (Array.Exists(exchangers, e => e.IsUsable))
            {
                return Result(MailExchangerStatus.Found, null, exchangers);
            }

            // RFC 5321 5.1: with MX records present none of which is usable, the situation is an error, and the domain's own
            // address is not a way out. A host that could not be asked for may still turn out to be usable.
            return failure is null
                ? Result(MailExchangerStatus.NoUsableExchanger, $"None of the MX records of {domain.Ascii} names a host with an address.", exchangers)
                : Result(StatusOf(failure), $"The addresses of {failure.Name} could not be had: {failure.Error}", exchangers);
        }

        // The domain exists, as an alias; what it leads to does not (RFC 6604 2.1).
        private MailExchangerResult Dangling()
        {
            var detail = $"{domain.Ascii} is an alias of {mx.CanonicalName}, which does not exist (NXDOMAIN from {mx.Resolver}).";
            Fault(MailExchangerFaultKind.DanglingAlias, detail);
            return Result(MailExchangerStatus.NoMailServer, detail);
        }

        private MailExchangerResult Implicit()
        {
            // A domain that is an alias is treated as if its canonical name had been given (RFC 5321 5.1).
            var host = mx.CanonicalName;
            var facts = hosts.Look(host);
            if (facts.Addresses.Count > 0)
            {
                var exchanger = Exchanger(host, facts, 0, facts.Addresses.Min(a => a.TimeToLive), isImplicit: true);
                return Result(MailExchangerStatus.ImplicitMx, $"{Subject()} has no MX record; its own address stands in for one (RFC 5321 5.1).", new[] { exchanger });
            }

            return facts.Failure is { } failure
                ? Result(StatusOf(failure), $"{Subject()} has no MX record, and its addresses could not be had: {failure.Error}")
                : Result(MailExchangerStatus.NoMailServer, $"{Subject()} has neither an MX record nor an address.");
        }

        private static int ByPreference(MxRecord a, MxRecord b) =>
            a.Preference != b.Preference ? a.Preference.CompareTo(b.Preference) : StringComparer.OrdinalIgnoreCase.Compare(a.Exchange, b.Exchange);

        private ExchangerHost LookAt(MxRecord record)
        {
            if (!IsNull(record))
            {
                return hosts.Look(record.Exchange);
            }

            var host = new ExchangerHost();
            host.Fault(MailExchangerFaultKind.MalformedNullMx, "A null MX stands beside other MX records, which it must not (RFC 7505 3).");
            return host;
        }

        private static MailExchanger Exchanger(string host, ExchangerHost facts, int preference, TimeSpan timeToLive, bool isImplicit = false) => new()
        {
            Preference = preference,
            Host = host,
            UnicodeHost = facts.UnicodeHost ?? host,
            Addresses = facts.Addresses,
            Aliases = facts.Aliases,
            TimeToLive = timeToLive,
            IsImplicit = isImplicit,
            Provider = MailboxProviders.Find(host),
            IsSecure = facts.IsSecure,
            Faults = facts.Faults,
        };

        private MailExchangerResult Result(MailExchangerStatus status, string? detail, IReadOnlyList<MailExchanger>? exchangers = null) => new()
        {
            Domain = domain.Unicode,
            AsciiDomain = domain.Ascii,
            Status = status,
            Exchangers = exchangers ?? [],
            Aliases = mx.AliasTargets,
            Faults = _faults,
            IsAuthentic = mx.IsAuthentic,
            IsSecure = mx.IsSecure,
            Resolver = mx.Resolver,
            TimeToLive = mx.TimeToLive,
            Duration = elapsed(),
            Detail = detail,
        };

        private string Subject() => mx.Aliases.Count == 0 ? domain.Ascii : $"{domain.Ascii}, an alias of {mx.CanonicalName},";

        private void Fault(MailExchangerFaultKind kind, string message) => _faults.Add(new MailExchangerFault(kind, message));

        private static bool IsNull(MxRecord record) => record.Exchange == ".";

        private static MailExchangerStatus StatusOf(DnsAnswer failure) =>
            failure.Outcome == DnsOutcome.Timeout ? MailExchangerStatus.Timeout : MailExchangerStatus.ServerFailure;
    }
}
