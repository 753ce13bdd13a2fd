using System.Security.Cryptography;
using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Dkim;

public sealed class DkimEvaluatorTests
{
    private const string Ed25519 = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    private static readonly string s_good = Rsa(2048);

    /// <summary>For each kind of finding a zone that shows it, and the selectors that are named; none stands for the common ones.</summary>
    private static readonly Dictionary<string, (Func<FakeMailDns> Zone, string[] Selectors)> s_scenarios = new()
    {
        ["DkimMissing"] = (() => new FakeMailDns().A("example.com", "192.0.2.1"), []),
        ["DkimNotAmongTried"] = (() => new FakeMailDns().Txt("z9._domainkey.example.com", s_good), []),
        ["DkimSelectorMissing"] = (() => Zone("a", s_good), ["b"]),
        ["DkimSyntaxError"] = (() => Zone("a", "v=DKIM1; p=AAAA"), ["a"]),
        ["DkimMultipleRecords"] = (() => Zone("a", s_good).Txt("a._domainkey.example.com", Ed25519), ["a"]),
        ["DkimDanglingAlias"] = (() => new FakeMailDns().Cname("a._domainkey.example.com", "a.gone.example"), ["a"]),
        ["DkimKeyWeak"] = (() => Zone("a", Rsa(512)), ["a"]),
        ["DkimKeyShort"] = (() => Zone("a", Rsa(1024)), ["a"]),
        ["DkimKeyLong"] = (() => Zone("a", Modulus(8192)), ["a"]),
        ["DkimKeyRevoked"] = (() => Zone("a", "v=DKIM1; p="), ["a"]),
        ["DkimTesting"] = (() => Zone("a", s_good + "; t=y"), ["a"]),
        ["DkimSha256NotAllowed"] = (() => Zone("a", s_good + "; h=sha1"), ["a"]),
        ["DkimSha1Allowed"] = (() => Zone("a", s_good + "; h=sha1:sha256"), ["a"]),
        ["DkimNotForEmail"] = (() => Zone("a", s_good + "; s=tlsrpt"), ["a"]),
        ["DkimUnknownKeyType"] = (() => Zone("a", "v=DKIM1; k=dsa; p=AAAA"), ["a"]),
        ["DkimOnlyEd25519"] = (() => Zone("a", Ed25519), ["a"]),
        ["DkimWildcard"] = (() => new FakeMailDns().Txt("*._domainkey.example.com", s_good), []),
        ["DkimUnknown"] = (() => Zone("a", s_good).Fails("b._domainkey.example.com", DnsOutcome.Timeout), ["a", "b"]),
    };

    public static TheoryData<string> Kinds => [.. DkimFindings.Group.Kinds.Select(kind => kind.Id)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_is_found_where_it_is(string id)
    {
        var (zone, selectors) = s_scenarios[id];

        var result = new DkimEvaluator(zone()).Evaluate("example.com", selectors);

        var finding = result.Findings.FirstOrDefault(finding => finding.Id == id);
        Assert.True(finding is not null, $"Found: {string.Join("; ", result.Findings)}");
        Assert.Equal("Dkim", finding.Check);
        Assert.Equal(id is "DkimUnknown" or "DkimTesting" or "DkimKeyShort" or "DkimKeyLong" or "DkimSha1Allowed" or "DkimOnlyEd25519" or "DkimWildcard", result.Keys.Any(key => key.IsUsable));
    }

    [Fact]
    public void Good_keys_give_no_finding()
    {
        var result = new DkimEvaluator(Zone("a", s_good).Txt("b._domainkey.example.com", Ed25519)).Evaluate("EXAMPLE.com.", ["a", "b", "A"]);

        Assert.Empty(result.Findings);
        Assert.Equal((DomainRecordStatus.Found, "example.com", false), (result.Status, result.AsciiDomain, result.IsGuess));
        Assert.Equal([("a", "rsa", 2048), ("b", "ed25519", 256)], result.Keys.Select(key => (key.Selector, key.KeyType!, key.KeyBits!.Value)));
        Assert.All(result.Keys, key => Assert.True(key.IsUsable));
    }

    /// <summary>RFC 6376 3.6.2.2: the strings of one record are joined, and records of one name are not.</summary>
    [Fact]
    public void A_key_of_several_strings_is_joined()
    {
        var result = new DkimEvaluator(new FakeMailDns().Txt("a._domainkey.example.com", s_good[..255], s_good[255..])).Evaluate("example.com", ["a"]);

        Assert.Equal(2048, result.Keys[0].KeyBits);
    }

    [Fact]
    public void Records_that_are_no_key_do_not_count()
    {
        var result = new DkimEvaluator(Zone("a", s_good).Txt("a._domainkey.example.com", "v=spf1 -all")).Evaluate("example.com", ["a"]);

        Assert.Equal(DomainRecordStatus.Found, result.Status);
    }

    [Fact]
    public void The_service_behind_an_alias_is_told()
    {
        var dns = new FakeMailDns().Cname("selector1._domainkey.example.com", "selector1-example-com._domainkey.service.example").Txt("selector1-example-com._domainkey.service.example", s_good);

        var result = new DkimEvaluator(dns).Evaluate("example.com");

        Assert.Equal(["selector1-example-com._domainkey.service.example"], Assert.Single(result.Keys).Aliases);
        Assert.Equal((DomainRecordStatus.Found, true), (result.Status, result.IsGuess));
    }

    [Fact]
    public void Not_there_not_among_those_tried_and_no_domain_are_told_apart()
    {
        var exists = new FakeMailDns().A("example.com", "192.0.2.1");

        Assert.Equal(DomainRecordStatus.NotFound, new DkimEvaluator(exists).Evaluate("example.com").Status);
        Assert.Equal(DomainRecordStatus.NotFound, new DkimEvaluator(exists).Evaluate("example.com", ["a"]).Status);
        Assert.Equal(DomainRecordStatus.NotFoundAmongTried, new DkimEvaluator(exists.Txt("z9._domainkey.example.com", s_good)).Evaluate("example.com").Status);
        Assert.Equal(DomainRecordStatus.NxDomain, new DkimEvaluator(new FakeMailDns()).Evaluate("example.com").Status);
        Assert.Equal(DomainRecordStatus.NxDomain, new DkimEvaluator(new FakeMailDns()).Evaluate("example.com", ["a"]).Status);
        Assert.Equal(DomainRecordStatus.InvalidDomain, new DkimEvaluator(new FakeMailDns()).Evaluate("a b").Status);
        Assert.Equal(DomainRecordStatus.Invalid, new DkimEvaluator(exists).Evaluate("example.com", [new string('a', 64)]).Status);
    }

    /// <summary>Behind an alias NXDOMAIN is about its target (RFC 6604 2.1): the name is there, and others may be below it.</summary>
    [Fact]
    public void What_is_an_alias_exists()
    {
        var dns = new FakeMailDns().Cname("example.com", "gone.example").Cname("_domainkey.example.com", "gone.example").Txt("default._domainkey.example.com", s_good);

        Assert.Equal(DomainRecordStatus.Found, new DkimEvaluator(dns).Evaluate("example.com").Status);
        Assert.Equal(DomainRecordStatus.NotFound, new DkimEvaluator(dns).Evaluate("example.com", ["a"]).Status);
    }

    [Theory]
    [InlineData(DnsOutcome.Timeout, DomainRecordStatus.Timeout)]
    [InlineData(DnsOutcome.ServerFailure, DomainRecordStatus.ServerFailure)]
    public void What_could_not_be_asked_is_no_absence(DnsOutcome outcome, DomainRecordStatus expected)
    {
        var dead = new FakeMailDns().Fails("_domainkey.example.com", outcome).Fails("a._domainkey.example.com", outcome);

        Assert.Equal(expected, new DkimEvaluator(dead).Evaluate("example.com").Status);
        Assert.Equal(expected, new DkimEvaluator(dead).Evaluate("example.com", ["a"]).Status);
    }

    [Fact]
    public void A_zone_that_stops_answering_is_given_up()
    {
        var dns = new FakeMailDns().Txt("z9._domainkey.example.com", s_good);
        foreach (var selector in DkimSelectors.Common)
        {
            _ = dns.Fails($"{selector}._domainkey.example.com", DnsOutcome.Timeout);
        }

        var result = new DkimEvaluator(dns).Evaluate("example.com");

        Assert.Equal((DomainRecordStatus.Timeout, 3), (result.Status, result.TriedSelectors.Count));
        Assert.InRange(dns.Questions.Count, 3, 6);
    }

    [Fact]
    public void A_wildcard_that_revokes_is_one_key_and_no_fault()
    {
        var result = new DkimEvaluator(new FakeMailDns().Txt("*._domainkey.example.com", "v=DKIM1; p=")).Evaluate("example.com");

        Assert.True(Assert.Single(result.Keys).IsWildcard);
        Assert.Equal(["DkimKeyRevoked"], result.Findings.Select(finding => finding.Id));
    }

    /// <summary>A wildcard answers for a selector that somebody named just as for any other; one question tells.</summary>
    [Fact]
    public void A_wildcard_is_told_also_where_selectors_are_named()
    {
        var dns = new FakeMailDns().Txt("*._domainkey.example.com", s_good).Txt("own._domainkey.example.com", Ed25519);

        var result = new DkimEvaluator(dns).Evaluate("example.com", ["nosuch", "own", "other"]);

        Assert.Equal(DomainRecordStatus.Found, result.Status);
        Assert.Equal([true, false, true], result.Keys.Select(key => key.IsWildcard));
        Assert.Equal(["DkimWildcard", "DkimWildcard"], result.Findings.Select(finding => finding.Id));
        Assert.Equal(4, dns.Questions.Count);
    }

    [Fact]
    public void Where_a_named_selector_has_nothing_no_other_is_tried()
    {
        var dns = Zone("a", s_good);
        _ = new DkimEvaluator(dns).Evaluate("example.com", ["b"]);
        Assert.Equal(["b._domainkey.example.com", "example.com"], dns.Questions.Select(question => question.Name));
    }

    /// <summary>A wildcard TXT record of another kind answers for every selector.</summary>
    [Fact]
    public void A_wildcard_of_another_kind_is_no_key() =>
        Assert.Equal(DomainRecordStatus.NotFoundAmongTried, new DkimEvaluator(new FakeMailDns().Txt("*._domainkey.example.com", "v=spf1 -all")).Evaluate("example.com").Status);

    private static FakeMailDns Zone(string selector, string record) => new FakeMailDns().A("example.com", "192.0.2.1").Txt($"{selector}._domainkey.example.com", record);

    private static string Rsa(int bits)
    {
        using var rsa = RSA.Create(bits);
        return $"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}";
    }

    // A number of that length, which is quicker to make than a key.
    private static string Modulus(int bits)
    {
        var modulus = new byte[bits / 8];
        modulus.AsSpan().Fill(0xFF);
        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] });
        return $"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}";
    }
}
