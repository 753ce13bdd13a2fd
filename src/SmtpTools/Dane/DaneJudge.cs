using SmtpTools.Findings;

namespace SmtpTools.Dane;

/// <summary>Draws the conclusions from what DNS says about the servers' certificates.</summary>
internal static class DaneJudge
{
    internal static IReadOnlyList<Finding> Judge(List<DaneHost> hosts, bool isMxSecure, bool isMxAuthentic, string? leftOut = null)
    {
        var findings = new FindingList(DaneFindings.Id);
        if (leftOut is not null)
        {
            findings.Add(DaneFindings.TooMany, leftOut);
        }

        hosts.ForEach(host => Judge(host, findings));

        var withRecords = hosts.FindAll(host => host.Status is DaneHostStatus.Usable or DaneHostStatus.Unusable);
        if (withRecords.Count > 0 && !isMxSecure)
        {
            findings.Add(DaneFindings.MxNotSecure, isMxAuthentic
                ? "The MX records are signed, but the resolver that says so is not trusted."
                : "No resolver vouches for the MX records.");
        }

        var without = hosts.FindAll(host => host.Status is DaneHostStatus.NoRecord or DaneHostStatus.HostNotSecure or DaneHostStatus.RecordNotSecure);
        if (withRecords.Count > 0 && without.Count > 0)
        {
            findings.Add(DaneFindings.Partial, $"With: {Names(withRecords)}. Without: {Names(without)}.");
        }

        return findings.Sorted();
    }

    private static void Judge(DaneHost host, FindingList findings)
    {
        switch (host.Status)
        {
            case DaneHostStatus.ServerFailure or DaneHostStatus.Timeout:
                findings.Add(DaneFindings.LookupFailed, host.Detail!);
                break;
            case DaneHostStatus.HostNotSecure:
                findings.Add(DaneFindings.HostNotSecure, host.Detail!);
                break;
            case DaneHostStatus.RecordNotSecure:
                findings.Add(DaneFindings.RecordNotSecure, host.Detail!);
                break;
            case DaneHostStatus.ResolverNotTrusted:
                findings.Add(DaneFindings.ResolverNotTrusted, host.Detail!);
                break;
            case DaneHostStatus.Unusable:
                findings.Add(DaneFindings.AllUnusable, host.Detail!);
                break;
        }

        if (host.Records.Count > DaneEvaluator.MaxRecords)
        {
            findings.Add(DaneFindings.TooMany, $"{host.TlsaName} has {host.Records.Count} TLSA records; the first {DaneEvaluator.MaxRecords} are judged one by one.");
        }

        foreach (var record in host.Records.Take(DaneEvaluator.MaxRecords))
        {
            Judge(host, record, findings);
        }

        // With a record of the authority a new key needs no new record, as long as the authority stays (RFC 7671 8.2).
        List<DaneAssociation> usable = [.. host.Records.Where(record => record.IsUsable)];
        if (usable is [{ Usage: DaneAssociation.DaneEe } only])
        {
            findings.Add(DaneFindings.NoRollover, $"{host.TlsaName} has {Shown(only)} alone.");
        }
    }

    private static void Judge(DaneHost host, DaneAssociation record, FindingList findings)
    {
        if (record.Fault is { } fault)
        {
            findings.Add(record.Usage is DaneAssociation.PkixTa or DaneAssociation.PkixEe ? DaneFindings.UsageUnusable : DaneFindings.Malformed, $"{host.TlsaName}: {Shown(record)}. {fault}");
            return;
        }

        if (record is { Usage: DaneAssociation.DaneEe, Selector: DaneAssociation.WholeCertificate })
        {
            findings.Add(DaneFindings.CertificatePinned, $"{host.TlsaName}: {Shown(record)}.");
        }

        if (record.MatchingType == DaneAssociation.Full)
        {
            findings.Add(DaneFindings.FullData, $"{host.TlsaName}: {Shown(record)}, {record.Octets.Length} octets.");
        }
    }

    private static string Names(List<DaneHost> hosts) => string.Join(", ", hosts.Select(host => host.Host));

    private static string Shown(DaneAssociation record)
    {
        const int Most = 40;
        var text = record.ToString();
        return text.Length > Most ? text.Substring(0, Most) + "..." : text;
    }
}
