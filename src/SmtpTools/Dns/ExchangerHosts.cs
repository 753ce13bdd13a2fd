using System.Net;

namespace SmtpTools.Dns;

/// <summary>Asks for the hosts of one domain's MX records: each once, and no more after too many questions went unanswered.</summary>
internal sealed class ExchangerHosts(IMailDns dns, bool confirmsReverseNames, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, ExchangerHost> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly IprevEvaluator _iprev = new(dns);
    private int _timeouts;

    internal ExchangerHost Look(string host)
    {
        if (!_known.TryGetValue(host, out var facts))
        {
            _known[host] = facts = new ExchangerHost();
            Look(host, facts);
            return facts;
        }

        // Each of the records is flagged with what the host has; only the second and later ones with this.
        var again = facts.Copy();
        again.Fault(MailExchangerFaultKind.Duplicate, $"{host} stands in more than one MX record.");
        return again;
    }

    private void Look(string host, ExchangerHost facts)
    {
        if (IsAddress(host))
        {
            facts.Fault(
                MailExchangerFaultKind.IpLiteral, $"The MX record holds the address {host}; it must name a host (RFC 1035 3.3.9, RFC 5321 5.1).");
            return;
        }

        if (!DomainName.TryParse(host, out var name, out var fault))
        {
            facts.Fault(MailExchangerFaultKind.InvalidHostName, $"{host} is not a host name: {fault}.");

            // Underscores and the like are wrong in a host name, yet many resolve. What DNS can't be asked for in ASCII does not.
            if (!host.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.'))
            {
                return;
            }
        }

        facts.UnicodeHost = name?.Unicode;
        if (_timeouts >= MailExchangerResolver.MaxTimeouts)
        {
            facts.Fault(
                MailExchangerFaultKind.NotAsked,
                $"{host} was not asked for, because {_timeouts} questions about this domain had already timed out.");
            return;
        }

        Func<IPAddress, IprevResult>? reverse = confirmsReverseNames ? address => _iprev.Evaluate(address, cancellationToken) : null;
        var v6 = dns.Query<AaaaRecord>(host, cancellationToken);
        facts.Add(v6, reverse);

        // Nothing exists under a name that does not (RFC 8020 2).
        DnsAnswer<ARecord>? v4 = v6.Outcome == DnsOutcome.NxDomain ? null : dns.Query<ARecord>(host, cancellationToken);
        if (v4 is not null)
        {
            facts.Add(v4, reverse);
        }

        _timeouts += (v6.Outcome == DnsOutcome.Timeout ? 1 : 0) + (v4?.Outcome == DnsOutcome.Timeout ? 1 : 0);
        facts.Judge(host, v6, v4);
    }

    // IPAddress reads "1.2" as an address, too; a record's author meant one by four numbers or by colons.
    private static bool IsAddress(string host)
    {
        var text = host.Trim('[', ']');
        return (text.Contains(':') || text.Count(c => c == '.') == 3) && IPAddress.TryParse(text, out _);
    }
}
