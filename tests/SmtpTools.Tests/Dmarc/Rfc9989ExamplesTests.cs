using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Dmarc;

/// <summary>The examples of RFC 9989, in its order, and those of RFC 9990 4 that its appendix B.2 shows.</summary>
public sealed class Rfc9989ExamplesTests
{
    private const string Walked = "v=DMARC1; p=none";
    private const string Bank = "bank.example=v=DMARC1; p=reject; psd=y|giant.bank.example=v=DMARC1; p=quarantine";

    /// <summary>Table 1.</summary>
    [Theory]
    [InlineData("foo.example.com", true, false)]
    [InlineData("news.example.com", true, true)]
    [InlineData("foo.example.net", false, false)]
    public void Section_4_4_alignment(string authenticated, bool isRelaxed, bool isStrict)
    {
        Assert.Equal(isRelaxed, Align("v=DMARC1; p=reject", "news.example.com", authenticated));
        Assert.Equal(isStrict, Align("v=DMARC1; p=reject; aspf=s; adkim=s", "news.example.com", authenticated));
    }

    [Fact]
    public void Section_4_5_where_a_record_stands()
    {
        var dns = Zone("example.com=" + Walked);

        Assert.Equal("example.com", new DmarcEvaluator(dns).Evaluate("example.com").PolicyDomain);
        Assert.Equal(("_dmarc.example.com", DnsRecordType.Txt), dns.Questions.First());
    }

    /// <summary>At most eight questions: 4.10, 5.1.8 of a deep zone cut, and B.4.2.</summary>
    [Theory]
    [InlineData("a.b.c.d.e.f.g.h.i.j.mail.example.com", "g.h.i.j.mail.example.com h.i.j.mail.example.com i.j.mail.example.com j.mail.example.com mail.example.com example.com com")]
    [InlineData("mail.a.b.c.d.e.f.g.example.com", "c.d.e.f.g.example.com d.e.f.g.example.com e.f.g.example.com f.g.example.com g.example.com example.com com")]
    [InlineData("a.b.c.d.e.f.g.h.i.j.k.example.com", "g.h.i.j.k.example.com h.i.j.k.example.com i.j.k.example.com j.k.example.com k.example.com example.com com")]
    [InlineData("a.mail.example.com", "mail.example.com example.com com")]
    [InlineData("a.b.c.d.e.f.example.com", "b.c.d.e.f.example.com c.d.e.f.example.com d.e.f.example.com e.f.example.com f.example.com example.com com")]
    [InlineData("com", "")]
    public void Section_4_10_the_names_of_the_walk(string domain, string parents)
    {
        var dns = new FakeMailDns();

        var result = new DmarcEvaluator(dns).Evaluate(domain);

        Assert.Equal([domain, .. parents.Split(' ', StringSplitOptions.RemoveEmptyEntries)], result.TreeWalk.Select(step => step.Domain));
        Assert.Equal(result.TreeWalk.Select(step => "_dmarc." + step.Domain), dns.Questions.Select(q => q.Name).Where(name => name.StartsWith("_dmarc.", StringComparison.Ordinal)));
    }

    /// <summary>The three examples, the one of the first bullet, and what follows from the rules for the suffix itself and without any record.</summary>
    [Theory]
    [InlineData("a.mail.example.com", "mail.example.com=" + Walked + "|example.com=" + Walked, "example.com", "example.com")]
    [InlineData("a.mail.example.com", "mail.example.com=" + Walked + "; psd=n|example.com=" + Walked, "mail.example.com", "mail.example.com")]
    [InlineData("a.mail.example.com", "com=" + Walked + "; psd=y", "example.com", "com")]
    [InlineData("a.mail.example.com", "example.com=" + Walked + "; psd=y", "mail.example.com", "example.com")]
    [InlineData("mail.example.com", "mail.example.com=" + Walked, "mail.example.com", "mail.example.com")]
    [InlineData("bank.example", "bank.example=" + Walked + "; psd=y", "bank.example", "bank.example")]
    [InlineData("mail.example.com", "example.org=" + Walked, "mail.example.com", null)]
    public void Section_4_10_2_the_organizational_domain(string domain, string records, string organization, string? policyDomain) =>
        AssertDomains(domain, records, organization, policyDomain);

    /// <summary>The record at the zone cut is never met; one at the author domain itself is.</summary>
    [Fact]
    public void Section_5_1_8_a_record_in_the_depth()
    {
        const string Cut = "b.c.d.e.f.g.example.com=" + Walked + "; psd=n|example.com=" + Walked;

        AssertDomains("mail.a.b.c.d.e.f.g.example.com", Cut, "example.com", "example.com");
        AssertDomains("mail.a.b.c.d.e.f.g.example.com", Cut + "|mail.a.b.c.d.e.f.g.example.com=" + Walked, "example.com", "mail.a.b.c.d.e.f.g.example.com");
    }

    /// <summary>Whoever has a subdomain can pass for the domain, unless alignment is strict.</summary>
    [Fact]
    public void Section_11_a_delegated_subdomain()
    {
        Assert.True(Align("v=DMARC1; p=reject", "example.com", "evil.example.com"));
        Assert.False(Align("v=DMARC1; p=reject; aspf=s; adkim=s", "example.com", "evil.example.com"));
    }

    /// <summary>
    /// The records at mail.example.com and example.com make example.com the organizational domain, which lets evil.example.com borrow
    /// mail.example.com's identity. psd=n where the organization begins, or strict alignment, prevents it.
    /// </summary>
    [Theory]
    [InlineData("v=DMARC1; p=reject", "v=DMARC1; p=reject", DmarcResult.Pass)]
    [InlineData("v=DMARC1; p=reject; psd=n", "v=DMARC1; p=reject", DmarcResult.Fail)]
    [InlineData("v=DMARC1; p=reject", "v=DMARC1; p=reject; aspf=s; adkim=s", DmarcResult.Fail)]
    public void Section_11_a_wrong_organizational_domain(string ofMail, string ofExample, DmarcResult expected) =>
        Assert.Equal(expected, Check(Zone($"mail.example.com={ofMail}|example.com={ofExample}"), "evil.example.com", "mail.example.com", null).Result);

    [Theory]
    [InlineData("example.com", "example.com", true, true)]
    [InlineData("example.com", "child.example.com", true, false)]
    [InlineData("child.example.com", "example.net", false, false)]
    public void Appendix_B_1_1_SPF(string from, string mailFrom, bool isRelaxed, bool isStrict)
    {
        DmarcResult Result(string tags) => Check(Zone("example.com=v=DMARC1; p=reject" + tags), from, mailFrom, null).Result;

        Assert.Equal((isRelaxed, isStrict), (Result(string.Empty) == DmarcResult.Pass, Result("; aspf=s") == DmarcResult.Pass));
    }

    [Theory]
    [InlineData("example.com", "example.com", true, true)]
    [InlineData("child.example.com", "example.com", true, false)]
    [InlineData("child.example.com", "example.net", false, false)]
    public void Appendix_B_1_2_DKIM(string from, string signer, bool isRelaxed, bool isStrict)
    {
        DmarcResult Result(string tags) => Check(Zone("example.com=v=DMARC1; p=reject" + tags), from, null, signer).Result;

        Assert.Equal((isRelaxed, isStrict), (Result(string.Empty) == DmarcResult.Pass, Result("; adkim=s") == DmarcResult.Pass));
    }

    /// <summary>Each record in the strings in which it is shown.</summary>
    [Theory]
    [InlineData("example.com", "v=DMARC1; p=none; |rua=mailto:dmarc-feedback@example.com", DmarcPolicy.None, DmarcPolicy.None, 1, 0)]
    [InlineData("example.com", "v=DMARC1; p=none; |rua=mailto:dmarc-feedback@example.com; |ruf=mailto:auth-reports@example.com", DmarcPolicy.None, DmarcPolicy.None, 1, 1)]
    [InlineData("example.com", "v=DMARC1; p=none; |rua=mailto:dmarc-feedback@example.com; |ruf=mailto:auth-reports@thirdparty.example.net", DmarcPolicy.None, DmarcPolicy.None, 1, 1)]
    [InlineData("test.example.com", "v=DMARC1; p=quarantine; |rua=mailto:dmarc-feedback@example.com,|mailto:tld-test@thirdparty.example.net; |t=y", DmarcPolicy.Quarantine, DmarcPolicy.None, 2, 0)]
    [InlineData("test.example.com", "v=DMARC1; p=reject; |rua=mailto:dmarc-feedback@example.com,|mailto:tld-test@thirdparty.example.net", DmarcPolicy.Reject, DmarcPolicy.Reject, 2, 0)]
    public void Appendix_B_2_records(string domain, string strings, DmarcPolicy policy, DmarcPolicy effective, int aggregate, int failure)
    {
        var result = new DmarcEvaluator(new FakeMailDns().Txt("_dmarc." + domain, strings.Split('|'))).Evaluate(domain);

        Assert.Empty(result.Record!.Errors);
        Assert.Equal((DomainRecordStatus.Found, domain, policy, effective), (result.Status, result.PolicyDomain, result.Policy, result.EffectivePolicy));
        Assert.Equal((aggregate, failure), (result.Record.AggregateReports.Count, result.Record.FailureReports.Count));
    }

    /// <summary>B.2.3: the third party has to agree. B.2.4: and may name other addresses, of which those of the same tag count.</summary>
    [Theory]
    [InlineData(new string[0], DmarcReportAuthorization.NotAuthorized, new string[0])]
    [InlineData(new[] { "v=DMARC1;" }, DmarcReportAuthorization.Authorized, new string[0])]
    [InlineData(
        new[] { "v=DMARC1; ", "rua=mailto:aggregate-reports@thirdparty.example.net; ", "ruf=mailto:failure-reports@thirdparty.example.net" },
        DmarcReportAuthorization.Authorized,
        new[] { "mailto:failure-reports@thirdparty.example.net" })]
    public void Appendix_B_2_3_and_B_2_4_a_third_party(string[] agreement, DmarcReportAuthorization expected, string[] overrides)
    {
        var dns = Zone("example.com=v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com; ruf=mailto:auth-reports@thirdparty.example.net");
        _ = agreement.Length == 0 ? dns : dns.Txt("example.com._report._dmarc.thirdparty.example.net", agreement);

        var destinations = new DmarcEvaluator(dns).Evaluate("example.com").ReportDestinations;

        Assert.Equal([("rua", DmarcReportAuthorization.NotNeeded), ("ruf", expected)], destinations.Select(d => (d.Tag, d.Authorization)));
        Assert.Equal("example.com._report._dmarc.thirdparty.example.net", destinations[1].AuthorizationName);
        Assert.Equal(overrides, destinations[1].Overrides);
    }

    [Fact]
    public void Appendix_B_3_1_a_session()
    {
        var verdict = Check(Zone("example.com=v=DMARC1; p=reject; aspf=r; rua=mailto:dmarc-feedback@example.com"), "example.com", "mail.example.com", "example.com");

        Assert.Equal((DmarcResult.Pass, DmarcPolicy.None), (verdict.Result, verdict.Disposition));
        Assert.All(verdict.Identifiers, identifier => Assert.True(identifier.IsAligned));
        Assert.Equal(DmarcPolicy.Reject, Check(Zone("example.com=v=DMARC1; p=reject; aspf=r"), "example.com", "example.net", null).Disposition);
    }

    /// <summary>Author, MAIL FROM and signature: which questions lead to which organizational domain, and whose policy holds.</summary>
    [Theory]
    [InlineData("example.com", "example.com com")]
    [InlineData("a.b.c.d.e.f.g.h.i.j.k.example.com", "a.b.c.d.e.f.g.h.i.j.k.example.com g.h.i.j.k.example.com h.i.j.k.example.com i.j.k.example.com j.k.example.com k.example.com example.com com")]
    public void Appendix_B_4_1_and_B_4_2_tree_walks(string author, string walk)
    {
        var verdict = Check(Zone("example.com=v=DMARC1; p=reject|signing.example.com=v=DMARC1; p=none"), author, "example.com", "signing.example.com");

        Assert.Equal(walk.Split(' '), verdict.Policy.TreeWalk.Select(step => step.Domain));
        Assert.Equal(("example.com", "example.com", DmarcPolicy.Reject), (verdict.Policy.OrganizationalDomain, verdict.Policy.PolicyDomain, verdict.Policy.Policy));
        Assert.Equal((DmarcResult.Pass, true, true), (verdict.Result, verdict.Identifiers[0].IsAligned!.Value, verdict.Identifiers[1].IsAligned!.Value));
        Assert.Equal("example.com", verdict.Identifiers[1].OrganizationalDomain);
    }

    [Fact]
    public void Appendix_B_4_3_a_public_suffix()
    {
        AssertDomains("giant.bank.example", Bank, "giant.bank.example", "giant.bank.example");
        AssertDomains("mail.giant.bank.example", Bank, "giant.bank.example", "giant.bank.example");
        AssertDomains("mail.mega.bank.example", Bank, "mega.bank.example", "bank.example");

        var pass = Check(Zone(Bank), "giant.bank.example", "mail.giant.bank.example", "mail.mega.bank.example");
        var fail = Check(Zone(Bank), "giant.bank.example", null, "mail.mega.bank.example");

        Assert.Equal(["giant.bank.example", "bank.example"], pass.Policy.TreeWalk.Select(step => step.Domain));
        Assert.Equal((DmarcResult.Pass, true, false), (pass.Result, pass.Identifiers[0].IsAligned!.Value, pass.Identifiers[1].IsAligned!.Value));
        Assert.Equal("mega.bank.example", pass.Identifiers[1].OrganizationalDomain);
        Assert.Equal((DmarcResult.Fail, DmarcPolicy.Quarantine), (fail.Result, fail.Disposition));
    }

    private static bool Align(string record, string from, string authenticated)
    {
        var verdict = Check(Zone("example.com=" + record), from, authenticated, authenticated);
        return Assert.Single(verdict.Identifiers.Select(identifier => identifier.IsAligned!.Value).Distinct());
    }

    private static void AssertDomains(string domain, string records, string organization, string? policyDomain)
    {
        var result = new DmarcEvaluator(Zone(records).A(domain, "8.8.8.8")).Evaluate(domain);

        Assert.Equal((organization, policyDomain), (result.OrganizationalDomain, result.PolicyDomain));
    }

    /// <summary>Records, each as domain=text, with strokes between them.</summary>
    private static FakeMailDns Zone(string records)
    {
        var dns = new FakeMailDns();
        foreach (var record in records.Split('|').Select(text => text.Split('=', 2)))
        {
            _ = dns.Txt("_dmarc." + record[0], record[1]);
        }

        return dns;
    }

    private static DmarcVerdict Check(FakeMailDns dns, string from, string? mailFrom, string? signer) => new DmarcEvaluator(dns).Check(new DmarcIdentifiers
    {
        FromDomain = from,
        SpfResult = mailFrom is null ? SpfResult.None : SpfResult.Pass,
        SpfDomain = mailFrom,
        Dkim = signer is null ? [] : [new DmarcDkimIdentifier(signer, IsPass: true)],
    });
}
