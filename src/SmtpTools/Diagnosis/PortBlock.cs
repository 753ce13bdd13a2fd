using System.Net;
using System.Net.Sockets;
using SmtpTools.Diagnosis.Probes;

namespace SmtpTools.Diagnosis;

/// <summary>Tells servers that are down from a port that is blocked on the way, as far as several servers together can.</summary>
internal static class PortBlock
{
    /// <summary>Whether nothing came back from any address of a server.</summary>
    public static bool IsSilent(SmtpServerTest test) =>
        test.FailedPhase == ServerPhase.Connect && test.Attempts.Count > 0 && test.Attempts.All(static attempt => attempt.Outcome is ConnectOutcome.TimedOut or ConnectOutcome.Unreachable);

    /// <summary>Adds the finding to each where silent servers lie in networks that have little in common.</summary>
    public static void Judge(IReadOnlyList<SmtpServerTest> silent)
    {
        var networks = silent.SelectMany(static test => test.Attempts).Select(static attempt => NetworkOf(attempt.Address)).Distinct().ToList();
        if (silent.Count < 2 || networks.Count < 2)
        {
            return;
        }

        var evidence = $"No address of {string.Join(", ", silent.Select(static test => test.Server))} answered on port {silent[0].Port}; they lie in {networks.Count} networks ({string.Join(", ", networks.Take(5))}).";
        foreach (var test in silent)
        {
            var finding = new Finding(PortsProbe.PortBlockedFromHere, PortsProbe.PortBlockedFromHere.Severity, PortsProbe.CheckId, evidence);
            test.Findings = test.Findings.Append(finding).OrderByDescending(static finding => finding.Severity).ToArray();
        }
    }

    /// <summary>The block of 16 bits for IPv4, of 32 for IPv6: what one provider usually holds.</summary>
    private static string NetworkOf(string endPoint)
    {
        var address = IPAddress.Parse(SessionWalk.AddressOf(endPoint)!);
        var octets = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? FormattableString.Invariant($"{octets[0]}.{octets[1]}.0.0/16")
            : FormattableString.Invariant($"{octets[0]:x2}{octets[1]:x2}:{octets[2]:x2}{octets[3]:x2}::/32");
    }
}
