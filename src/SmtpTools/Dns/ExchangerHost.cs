namespace SmtpTools.Dns;

/// <summary>What DNS says about one host of an MX record.</summary>
internal sealed class ExchangerHost
{
    private readonly List<MailExchangerAddress> _addresses = [];
    private readonly List<MailExchangerFault> _faults = [];
    private readonly List<string> _nonGlobal = [];
    private bool _allSecure = true;

    internal string? UnicodeHost { get; set; }

    internal IReadOnlyList<MailExchangerAddress> Addresses => _addresses;

    internal IReadOnlyList<MailExchangerFault> Faults => _faults;

    internal IReadOnlyList<string> Aliases { get; private set; } = [];

    internal bool IsSecure => _addresses.Count > 0 && _allSecure;

    /// <summary>The answer that failed, where one did: the reason that a host without addresses may get one later.</summary>
    internal DnsAnswer? Failure { get; private set; }

    internal void Fault(MailExchangerFaultKind kind, string message) => _faults.Add(new MailExchangerFault(kind, message));

    internal ExchangerHost Copy()
    {
        var copy = new ExchangerHost { UnicodeHost = UnicodeHost, Aliases = Aliases, Failure = Failure, _allSecure = _allSecure };
        copy._addresses.AddRange(_addresses);
        copy._faults.AddRange(_faults);
        return copy;
    }

    internal void Add<TRecord>(DnsAnswer<TRecord> answer, Func<System.Net.IPAddress, IprevResult>? reverse)
        where TRecord : AddressRecord
    {
        // An absence that nobody vouches for makes the whole insecure, too: it may hide addresses (RFC 7672 2.2.1).
        _allSecure &= answer.IsSecure;
        if (Aliases.Count == 0)
        {
            Aliases = answer.AliasTargets;
        }

        for (var i = 0; i < Math.Min(answer.Records.Count, MailExchangerResolver.MaxAddresses); i++)
        {
            var record = answer.Records[i];
            var block = SpecialPurposeAddress.BlockOf(record.Address);
            var address = new MailExchangerAddress(record, block, reverse?.Invoke(record.Address));
            _addresses.Add(address);
            if (block is not null)
            {
                _nonGlobal.Add($"{address.Address} is in {block}");
            }
        }

        if (answer.Records.Count > MailExchangerResolver.MaxAddresses)
        {
            Fault(
                MailExchangerFaultKind.TooMany,
                $"{answer.Name} has {answer.Records.Count} {Named(answer)} records; the first {MailExchangerResolver.MaxAddresses} are taken.");
        }
    }

    /// <summary>Draws the conclusions from both families' answers.</summary>
    internal void Judge(string host, DnsAnswer v6, DnsAnswer? v4)
    {
        if (v6.IsAliasLoop || v4 is { IsAliasLoop: true })
        {
            Fault(MailExchangerFaultKind.AliasLoop, $"{host} is an alias that leads back to itself ({string.Join(", ", Aliases)}).");
            return;
        }

        if (Aliases.Count > 0)
        {
            Fault(
                MailExchangerFaultKind.Alias,
                $"{host} is an alias of {Aliases[Aliases.Count - 1]}; an MX record must name the host itself (RFC 2181 10.3).");
        }

        foreach (var answer in new[] { v6, v4 })
        {
            if (answer is { IsTransient: true })
            {
                Failure ??= answer;
                var kind = answer.Outcome == DnsOutcome.Timeout ? MailExchangerFaultKind.LookupTimeout : MailExchangerFaultKind.LookupFailed;
                Fault(kind, $"The {Named(answer)} records of {host} could not be had: {answer.Error}");
            }
        }

        if (_addresses.Count == 0 && Failure is null)
        {
            Fault(
                MailExchangerFaultKind.NoAddress,
                v6.Outcome == DnsOutcome.NxDomain ? $"{v6.CanonicalName} does not exist." : $"{host} has neither an A nor an AAAA record.");
        }

        if (_nonGlobal.Count > 0)
        {
            Fault(MailExchangerFaultKind.NonGlobalAddress, $"Not reachable from the Internet: {string.Join(", ", _nonGlobal)}.");
        }
    }

    private static string Named(DnsAnswer answer) => answer.Type.ToString().ToUpperInvariant();
}
