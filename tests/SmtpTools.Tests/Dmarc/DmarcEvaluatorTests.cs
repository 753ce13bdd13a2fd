using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Dmarc;

/// <summary>Which policy holds for a domain: the tree walk, discovery, report destinations and findings (RFC 9989 4.10, RFC 9990 4). The examples are in <see cref="Rfc9989ExamplesTests"/>.</summary>
public sealed class DmarcEvaluatorTests
{
    private const string Good = "v=DMARC1; p=reject; rua=mailto:reports@example.com";

    /// <summary>For each kind of finding a zone that shows it, and the domain.</summary>
    private static readonly Dictionary<string, (Func<FakeMailDns> Zone, string Domain)> s_scenarios = new()
    {
        ["DmarcMissing"] = (() => Mail(new FakeMailDns()), "example.com"),
        ["DmarcMultiple"] = (() => Zone(Good).Txt("_dmarc.example.com", Good), "example.com"),
        ["DmarcUnusable"] = (() => Zone("v=DMARC1; p=nothing"), "example.com"),
        ["DmarcTagError"] = (() => Zone(Good + "; adkim=x"), "example.com"),
        ["DmarcLookalike"] = (() => Zone("v=dmarc1; p=none"), "example.com"),
        ["DmarcMisplaced"] = (() => Mail(new FakeMailDns()).Txt("example.com", Good), "example.com"),
        ["DmarcPolicyNone"] = (() => Zone("v=DMARC1; p=none; rua=mailto:reports@example.com"), "example.com"),
        ["DmarcSubdomainsUnprotected"] = (() => Zone(Good + "; np=none"), "example.com"),
        ["DmarcTesting"] = (() => Zone(Good + "; t=y"), "example.com"),
        ["DmarcObsoleteTag"] = (() => Zone("v=DMARC1; p=reject; rua=mailto:reports@example.com!1m"), "example.com"),
        ["DmarcUnknownTag"] = (() => Zone(Good + "; ruaa=x"), "example.com"),
        ["DmarcNoReports"] = (() => Zone("v=DMARC1; p=reject"), "example.com"),
        ["DmarcReportsUnsupported"] = (() => Zone("v=DMARC1; p=reject; rua=https://example.com/dmarc"), "example.com"),
        ["DmarcReportsNotAuthorized"] = (() => Zone("v=DMARC1; p=reject; rua=mailto:a@other.example").A("other.example", "8.8.8.8"), "example.com"),
        ["DmarcReportsUnknown"] = (() => Zone("v=DMARC1; p=reject; rua=mailto:a@other.example").Fails("example.com._report._dmarc.other.example", DnsOutcome.Timeout), "example.com"),
        ["DmarcReportHostTakesNoMail"] = (() => new FakeMailDns().Txt("_dmarc.example.com", Good), "example.com"),
        ["DmarcFailureOptionsIgnored"] = (() => Zone(Good + "; fo=1"), "example.com"),
        ["DmarcManyReportAddresses"] = (() => Zone("v=DMARC1; p=reject; rua=mailto:a@example.com, mailto:b@example.com, mailto:c@example.com"), "example.com"),
        ["DmarcSubdomainPolicyIgnored"] = (() => Zone(Good).Txt("_dmarc.sub.example.com", "v=DMARC1; p=reject; sp=none; rua=mailto:reports@example.com"), "sub.example.com"),
        ["DmarcWalkIncomplete"] = (() => Zone(Good).Fails("_dmarc.com", DnsOutcome.ServerFailure), "example.com"),
        ["DmarcExistenceUnknown"] = (() => Zone(Good + "; sp=none; np=reject").Fails("sub.example.com", DnsOutcome.ServerFailure, DnsRecordType.Mx), "sub.example.com"),
        ["DmarcRfc7489Differs"] = (() => Zone(Good + "; t=y"), "example.com"),
    };

    public static TheoryData<string> Kinds => [.. DmarcFindings.Group.Kinds.Select(kind => kind.Id)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_is_found_where_it_is(string id)
    {
        var (zone, domain) = s_scenarios[id];

        var result = new DmarcEvaluator(zone()).Evaluate(domain);

        var finding = result.Findings.FirstOrDefault(finding => finding.Id == id);
        Assert.True(finding is not null, $"Found: {string.Join("; ", result.Findings)}");
        Assert.Equal("Dmarc", finding.Check);
        Assert.NotEmpty(finding.Evidence);
    }

    [Fact]
    public void A_good_record_gives_no_finding()
    {
        var result = new DmarcEvaluator(Zone(Good)).Evaluate("EXAMPLE.com.");

        Assert.Empty(result.Findings);
        Assert.Empty(result.Rfc7489Differences);
        Assert.Equal((DomainRecordStatus.Found, "example.com", "example.com", false), (result.Status, result.PolicyDomain, result.OrganizationalDomain, result.IsInherited));
        Assert.Equal(("p", DmarcPolicy.Reject, DmarcPolicy.Reject), (result.PolicyTag, result.Policy, result.EffectivePolicy));
    }

    /// <summary>RFC 9989 4.7: np for what does not exist, sp for what does, else p; t=y lowers by one.</summary>
    [Theory]
    [InlineData("p=reject; sp=quarantine; np=none", true, "sp", DmarcPolicy.Quarantine, DmarcPolicy.Quarantine)]
    [InlineData("p=reject; sp=quarantine; np=none", false, "np", DmarcPolicy.None, DmarcPolicy.None)]
    [InlineData("p=reject; sp=quarantine", false, "sp", DmarcPolicy.Quarantine, DmarcPolicy.Quarantine)]
    [InlineData("p=reject; np=quarantine", true, "p", DmarcPolicy.Reject, DmarcPolicy.Reject)]
    [InlineData("p=reject; t=y", true, "p", DmarcPolicy.Reject, DmarcPolicy.Quarantine)]
    [InlineData("p=quarantine; t=y", true, "p", DmarcPolicy.Quarantine, DmarcPolicy.None)]
    [InlineData("p=none; t=y", true, "p", DmarcPolicy.None, DmarcPolicy.None)]
    [InlineData("rua=mailto:r@example.com", true, null, DmarcPolicy.None, DmarcPolicy.None)]
    public void A_subdomain_gets_the_policy_for_it(string tags, bool exists, string? tag, DmarcPolicy policy, DmarcPolicy effective)
    {
        var dns = Zone("v=DMARC1; " + tags);
        var result = new DmarcEvaluator(exists ? dns.A("sub.example.com", "8.8.8.8") : dns).Evaluate("sub.example.com");

        Assert.Equal((exists, true, tag, policy, effective), (result.DomainExists!.Value, result.IsInherited, result.PolicyTag, result.Policy!.Value, result.EffectivePolicy!.Value));
    }

    /// <summary>A domain whose servers fail is taken to exist, and it is said where np would be another policy: in a finding, and in a message's verdict.</summary>
    [Theory]
    [InlineData("p=reject; sp=none; np=reject", DnsOutcome.ServerFailure, "sp", true)]
    [InlineData("p=reject; sp=none; np=reject", DnsOutcome.Timeout, "sp", true)]
    [InlineData("p=reject; np=none", DnsOutcome.Timeout, "p", true)]
    [InlineData("p=reject; sp=none; np=none", DnsOutcome.Timeout, "sp", false)]
    [InlineData("p=none; sp=reject", DnsOutcome.ServerFailure, "sp", false)]
    [InlineData("p=reject", DnsOutcome.ServerFailure, "p", false)]
    public void Whether_a_domain_exists_may_not_be_known(string tags, DnsOutcome outcome, string tag, bool isInDoubt)
    {
        var evaluator = new DmarcEvaluator(Zone("v=DMARC1; " + tags).Fails("sub.example.com", outcome, DnsRecordType.Mx));

        var result = evaluator.Evaluate("sub.example.com");

        Assert.Equal((DomainRecordStatus.Found, null, true, tag), (result.Status, result.DomainExists, result.IsInherited, result.PolicyTag));
        Assert.Equal(isInDoubt, result.Findings.Any(finding => finding.Id == "DmarcExistenceUnknown"));
        Assert.Equal(isInDoubt, evaluator.Check(new DmarcIdentifiers { FromDomain = "sub.example.com" }).Reasons.Any(reason => reason.Contains("could not be asked for", StringComparison.Ordinal)));
    }

    /// <summary>An alias exists, wherever it leads (RFC 6604 2.1).</summary>
    [Theory]
    [InlineData(DnsOutcome.NxDomain)]
    [InlineData(DnsOutcome.Timeout)]
    public void A_domain_that_is_an_alias_exists(DnsOutcome outcome)
    {
        var dns = Zone(Good + "; sp=quarantine; np=none").Cname("sub.example.com", "target.example").Fails("target.example", outcome);

        var result = new DmarcEvaluator(dns).Evaluate("sub.example.com");

        Assert.Equal((true, "sp"), (result.DomainExists, result.PolicyTag));
    }

    /// <summary>RFC 9989 4.10: several records of one name are discarded, and the walk goes on above it.</summary>
    [Fact]
    public void Several_records_are_discarded_and_the_walk_goes_on()
    {
        var dns = Zone(Good).A("sub.example.com", "8.8.8.8").Txt("_dmarc.sub.example.com", "v=DMARC1; p=none").Txt("_dmarc.sub.example.com", "v=DMARC1; p=quarantine");

        var result = new DmarcEvaluator(dns).Evaluate("sub.example.com");

        Assert.Equal((DomainRecordStatus.Found, "example.com", DmarcPolicy.Reject), (result.Status, result.PolicyDomain, result.Policy));
        Assert.Equal(DomainRecordStatus.Invalid, result.TreeWalk[0].Status);
        Assert.Equal(DomainRecordStatus.Invalid, new DmarcEvaluator(Zone(Good).Txt("_dmarc.example.com", Good)).Evaluate("example.com").Status);
    }

    [Fact]
    public void Other_text_records_do_not_count() =>
        Assert.Equal(DomainRecordStatus.Found, new DmarcEvaluator(Zone(Good).Txt("_dmarc.example.com", "v=spf1 -all")).Evaluate("example.com").Status);

    [Fact]
    public void Strings_aliases_and_wildcards_are_followed()
    {
        Assert.Equal(DmarcPolicy.Reject, new DmarcEvaluator(Mail(new FakeMailDns()).Txt("_dmarc.example.com", "v=DMARC1; p=re", "ject")).Evaluate("example.com").Policy);
        Assert.Equal(DmarcPolicy.Reject, new DmarcEvaluator(Mail(new FakeMailDns()).Cname("_dmarc.example.com", "x.service.example").Txt("x.service.example", Good)).Evaluate("example.com").Policy);
        Assert.Equal("a.example.com", new DmarcEvaluator(Mail(new FakeMailDns()).Txt("*.example.com", Good)).Evaluate("a.example.com").PolicyDomain);
    }

    /// <summary>A mail domain that is an alias has the records below its own name, and not those below the name that it leads to.</summary>
    [Fact]
    public void A_domain_that_is_an_alias_is_asked_for_as_it_is_written()
    {
        var dns = new FakeMailDns().Cname("shop.example", "app.example.net").Mx("app.example.net", 10, "mx.example.net").Txt("_dmarc.app.example.net", "v=DMARC1; p=reject");

        Assert.Equal(DomainRecordStatus.NotFound, new DmarcEvaluator(dns).Evaluate("shop.example").Status);
        Assert.DoesNotContain(dns.Questions, question => question.Name == "_dmarc.app.example.net");
        Assert.Equal("shop.example", new DmarcEvaluator(dns.Txt("_dmarc.shop.example", "v=DMARC1; p=none")).Evaluate("shop.example").PolicyDomain);
    }

    [Fact]
    public void What_is_not_there_and_what_could_not_be_asked_are_told_apart()
    {
        Assert.Equal(DomainRecordStatus.NotFound, new DmarcEvaluator(Mail(new FakeMailDns())).Evaluate("example.com").Status);
        Assert.Equal(DomainRecordStatus.NxDomain, new DmarcEvaluator(new FakeMailDns()).Evaluate("example.com").Status);
        Assert.Equal(DomainRecordStatus.InvalidDomain, new DmarcEvaluator(new FakeMailDns()).Evaluate("a b").Status);
        Assert.Equal(DomainRecordStatus.Invalid, new DmarcEvaluator(Zone("v=DMARC1; p=x")).Evaluate("example.com").Status);
        Assert.Equal(DomainRecordStatus.Timeout, new DmarcEvaluator(Zone(Good).Fails("_dmarc.example.com", DnsOutcome.Timeout)).Evaluate("example.com").Status);
        Assert.Equal(DomainRecordStatus.ServerFailure, new DmarcEvaluator(new FakeMailDns().A("a.example.com", "8.8.8.8").Fails("_dmarc.example.com", DnsOutcome.ServerFailure)).Evaluate("a.example.com").Status);

        // The domain's own record counts even where the organizational domain is not known.
        var incomplete = new DmarcEvaluator(Zone(Good).Fails("_dmarc.com", DnsOutcome.Timeout)).Evaluate("example.com");
        Assert.Equal((DomainRecordStatus.Found, null, DmarcPolicy.Reject), (incomplete.Status, incomplete.OrganizationalDomain, incomplete.Policy));
    }

    /// <summary>RFC 9990 4.</summary>
    [Theory]
    [InlineData("v=DMARC1;", DmarcReportAuthorization.Authorized, null)]
    [InlineData("v=DMARC1; rua=mailto:aggregate-reports@thirdparty.example.net; ruf=mailto:failure-reports@thirdparty.example.net", DmarcReportAuthorization.Authorized, "mailto:aggregate-reports@thirdparty.example.net")]
    [InlineData("v=DMARC1; rua=mailto:a@elsewhere.example", DmarcReportAuthorization.NotAuthorized, null)]
    [InlineData("v=dmarc1", DmarcReportAuthorization.NotAuthorized, null)]
    [InlineData(null, DmarcReportAuthorization.NotAuthorized, null)]
    public void Another_organization_has_to_agree_to_reports(string? agreement, DmarcReportAuthorization expected, string? replacement)
    {
        var dns = Zone("v=DMARC1; p=none; rua=mailto:auth-reports@thirdparty.example.net").Mx("thirdparty.example.net", 10, "mx.example.net").A("mx.example.net", "8.8.8.8");
        _ = agreement is null ? dns : dns.Txt("example.com._report._dmarc.thirdparty.example.net", agreement);

        var destination = Assert.Single(new DmarcEvaluator(dns).Evaluate("example.com").ReportDestinations);

        Assert.Equal((expected, "example.com._report._dmarc.thirdparty.example.net", true), (destination.Authorization, destination.AuthorizationName, destination.AcceptsMail));
        Assert.Equal(replacement is null ? [] : [replacement], destination.Overrides);
    }

    [Fact]
    public void A_wildcard_agrees_for_all() =>
        Assert.Equal(
            DmarcReportAuthorization.Authorized,
            new DmarcEvaluator(Zone("v=DMARC1; p=none; rua=mailto:a@other.example").Txt("*._report._dmarc.other.example", "v=DMARC1")).Evaluate("example.com").ReportDestinations[0].Authorization);

    [Theory]
    [InlineData("example.com")]
    [InlineData("reports.example.com")]
    public void The_same_organization_need_not_agree(string host) =>
        Assert.Equal(DmarcReportAuthorization.NotNeeded, new DmarcEvaluator(Zone($"v=DMARC1; p=none; rua=mailto:a@{host}")).Evaluate("example.com").ReportDestinations[0].Authorization);

    [Fact]
    public void A_name_that_is_too_long_cannot_agree()
    {
        var label = new string('a', 60);
        var domain = $"{label}.{label}.example.com";
        var dns = Mail(new FakeMailDns()).Txt("_dmarc." + domain, $"v=DMARC1; p=none; rua=mailto:a@{label}.{label}.example.net");

        var destination = new DmarcEvaluator(dns).Evaluate(domain).ReportDestinations[0];

        Assert.Equal(DmarcReportAuthorization.NotAuthorized, destination.Authorization);
        Assert.Contains("253", destination.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_incomplete_walk_leaves_an_agreement_open()
    {
        var dns = Zone("v=DMARC1; p=none; rua=mailto:a@reports.example.com").Fails("_dmarc.com", DnsOutcome.Timeout);

        Assert.Equal(DmarcReportAuthorization.Unknown, new DmarcEvaluator(dns).Evaluate("example.com").ReportDestinations[0].Authorization);
    }

    [Theory]
    [InlineData("a.mail.example.com", "mail.example.com=v=DMARC1; p=reject; psd=n", "mail.example.com")]
    [InlineData("a.example.com", "example.com=v=DMARC1; p=reject", "longer name")]
    [InlineData("a.example.com", "com=v=DMARC1; p=reject; psd=y", "public suffix")]
    [InlineData("example.com", "example.com=v=DMARC1; p=reject; pct=20", "20 %")]
    [InlineData("example.com", "example.com=v=DMARC1; rua=mailto:a@example.com; p=reject", "second tag")]
    [InlineData("gone.example.com", "example.com=v=DMARC1; p=none; np=reject", "does not know np")]
    public void Where_the_older_standard_differs_is_said(string domain, string record, string words)
    {
        var parts = record.Split('=', 2);

        var result = new DmarcEvaluator(new FakeMailDns().Txt("_dmarc." + parts[0], parts[1])).Evaluate(domain);

        Assert.Contains(result.Rfc7489Differences, difference => difference.Contains(words, StringComparison.Ordinal));
    }

    private static FakeMailDns Zone(string record) => Mail(new FakeMailDns()).Txt("_dmarc.example.com", record);

    private static FakeMailDns Mail(FakeMailDns dns) => dns.Mx("example.com", 10, "mx.example.com").A("mx.example.com", "8.8.8.8").A("reports.example.com", "8.8.8.8");
}
