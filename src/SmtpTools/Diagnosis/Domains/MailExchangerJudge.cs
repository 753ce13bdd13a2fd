using System.Net.Sockets;
using SmtpTools.Findings;

namespace SmtpTools.Diagnosis;

/// <summary>Makes findings of what is known about a domain's mail exchangers.</summary>
internal static class MailExchangerJudge
{
    internal static void Judge(MailExchangerResult mx, FindingList findings)
    {
        var kind = mx.Status switch
        {
            MailExchangerStatus.NxDomain => MailExchangerFindings.DomainMissing,
            // That a dangling alias has no mail server goes without saying.
            MailExchangerStatus.NoMailServer when !mx.Faults.Any(static fault => fault.Kind == MailExchangerFaultKind.DanglingAlias) => MailExchangerFindings.NoMailServer,
            MailExchangerStatus.NoUsableExchanger => MailExchangerFindings.NoneUsable,
            MailExchangerStatus.ImplicitMx => MailExchangerFindings.Implicit,
            MailExchangerStatus.NullMx => MailExchangerFindings.NullMx,
            _ => null,
        };
        if (kind is not null)
        {
            findings.Add(kind, mx.Detail!);
        }

        foreach (var fault in mx.Faults.Concat(mx.Exchangers.SelectMany(exchanger => exchanger.Faults)))
        {
            findings.Add(KindOf(fault.Kind), fault.Message);
        }

        if (mx.AcceptsMail)
        {
            JudgeAddresses([.. mx.Exchangers.SelectMany(exchanger => exchanger.Addresses)], findings);
        }
    }

    private static void JudgeAddresses(List<MailExchangerAddress> addresses, FindingList findings)
    {
        if (addresses.Count == 1)
        {
            findings.Add(MailExchangerFindings.Single, addresses[0].Address);
        }

        if (addresses.TrueForAll(address => address.Family == AddressFamily.InterNetwork))
        {
            findings.Add(MailExchangerFindings.NoIpv6, string.Join(", ", addresses.Select(address => address.Address).Distinct().Take(10)));
        }

        var unconfirmed = addresses.Where(address => address.SpecialBlock is null && address.Iprev is { Status: IprevStatus.Fail or IprevStatus.PermError })
            .GroupBy(address => address.Address).Select(group => group.First().Iprev!.Detail).Take(10).ToList();
        if (unconfirmed.Count > 0)
        {
            findings.Add(MailExchangerFindings.NotConfirmed, string.Join(" ", unconfirmed));
        }
    }

    private static FindingKind KindOf(MailExchangerFaultKind kind) => kind switch
    {
        MailExchangerFaultKind.IpLiteral => MailExchangerFindings.IpLiteral,
        MailExchangerFaultKind.Alias => MailExchangerFindings.Alias,
        MailExchangerFaultKind.AliasLoop => MailExchangerFindings.AliasLoop,
        MailExchangerFaultKind.NoAddress => MailExchangerFindings.NoAddress,
        MailExchangerFaultKind.LookupFailed or MailExchangerFaultKind.LookupTimeout or MailExchangerFaultKind.NotAsked => MailExchangerFindings.LookupFailed,
        MailExchangerFaultKind.NonGlobalAddress => MailExchangerFindings.NonGlobal,
        MailExchangerFaultKind.InvalidHostName => MailExchangerFindings.InvalidName,
        MailExchangerFaultKind.Duplicate => MailExchangerFindings.Duplicate,
        MailExchangerFaultKind.MalformedNullMx => MailExchangerFindings.MalformedNull,
        MailExchangerFaultKind.DanglingAlias => MailExchangerFindings.DanglingAlias,
        _ => MailExchangerFindings.TooMany,
    };
}
