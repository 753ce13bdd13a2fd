using SmtpTools.TlsHello;

namespace SmtpTools.Diagnosis;

/// <summary>
/// Finds all cipher suites that the server agrees to in one version, in its order of preference: it is offered all, then all but the one that it
/// chose, until it refuses.
/// </summary>
internal sealed class CipherSurvey(HelloExchange exchange, TlsVersion version)
{
    /// <summary>What was found so far, the best first.</summary>
    public IReadOnlyList<(CipherSuite Suite, ServerFlight Flight)> Found { get; private set; } = [];

    /// <summary>Whether the server chooses by an order of its own; false where it follows the client's, null where there is nothing to choose.</summary>
    public bool? HasServerOrder { get; private set; }

    /// <summary>Asks.</summary>
    /// <exception cref="SmtpToolsException">The server could not be asked any more; what was found until then is there.</exception>
    public void Run()
    {
        var parts = new List<List<(CipherSuite Suite, ServerFlight Flight)>>();
        foreach (var part in Parts())
        {
            var found = new List<(CipherSuite Suite, ServerFlight Flight)>();
            parts.Add(found);
            Exhaust([.. part], found, () => Found = [.. parts.SelectMany(static known => known)]);
        }

        FindOrder();
        if (HasServerOrder == true)
        {
            Found = Merge(parts);
        }
    }

    /// <summary>
    /// In parts, for two reasons: old servers refuse long lists, and a server may choose a suite that it then can't go on with, which would hide
    /// all that it could have gone on with. Each part has one way of key exchange and so one such danger.
    /// </summary>
    private IEnumerable<IEnumerable<CipherSuite>> Parts()
    {
        var suites = CipherSuites.For(version);
        return suites.GroupBy(static suite => suite.IsTls13 ? 0 : suite.IsAnonymous || suite.IsExport || suite.EncryptsNothing ? 3 : suite.IsEphemeral ? 1 : 2)
            .SelectMany(static group => group.Select(static (suite, i) => (suite, i)).GroupBy(static item => item.i / ClientHello.MaxSuites, static item => item.suite));
    }

    private void Exhaust(List<CipherSuite> rest, List<(CipherSuite Suite, ServerFlight Flight)> found, Action report)
    {
        while (rest.Count > 0 && !exchange.IsUsedUp)
        {
            var flight = exchange.Ask(version, rest);
            if (!HelloExchange.IsAgreed(flight, version, rest))
            {
                return;
            }

            found.Add((CipherSuites.Of(flight.Suite!.Value), flight));
            report();
            _ = rest.RemoveAll(suite => suite.Code == flight.Suite);
        }
    }

    private void FindOrder()
    {
        var suites = Found.Select(static found => found.Suite).Take(ClientHello.MaxSuites).ToList();
        if (suites.Count < 2 || exchange.IsUsedUp)
        {
            return;
        }

        var first = exchange.Ask(version, suites);
        suites.Reverse();
        var last = exchange.Ask(version, suites);
        HasServerOrder = first.IsAgreed && last.IsAgreed ? first.Suite == last.Suite : null;
    }

    /// <summary>Puts parts, each of which is in the server's order, into one order by asking for pairs.</summary>
    private List<(CipherSuite Suite, ServerFlight Flight)> Merge(List<List<(CipherSuite Suite, ServerFlight Flight)>> parts)
    {
        var merged = parts[0];
        foreach (var part in parts.Skip(1))
        {
            // Most often one part stands whole before the other.
            merged = merged.Count == 0 || part.Count == 0 || Prefers(merged[merged.Count - 1], part[0]) ? [.. merged, .. part] : Merge(merged, part);
        }

        return merged;
    }

    private List<(CipherSuite Suite, ServerFlight Flight)> Merge(List<(CipherSuite Suite, ServerFlight Flight)> left, List<(CipherSuite Suite, ServerFlight Flight)> right)
    {
        var merged = new List<(CipherSuite Suite, ServerFlight Flight)>();
        var (l, r) = (0, 0);
        while (l < left.Count && r < right.Count)
        {
            merged.Add(Prefers(left[l], right[r]) ? left[l++] : right[r++]);
        }

        return [.. merged, .. left.Skip(l), .. right.Skip(r)];
    }

    private bool Prefers((CipherSuite Suite, ServerFlight Flight) one, (CipherSuite Suite, ServerFlight Flight) other) =>
        exchange.Ask(version, [other.Suite, one.Suite]).Suite == one.Suite.Code;
}
