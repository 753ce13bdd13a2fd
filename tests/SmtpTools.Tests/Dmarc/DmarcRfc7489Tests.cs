using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Dmarc;

/// <summary>What receivers that follow RFC 7489 find, by a list of public suffixes, and how it differs.</summary>
public sealed class DmarcRfc7489Tests
{
    private static readonly PublicSuffixList s_list = PublicSuffixList.Parse(PublicSuffixListTests.Small);

    /// <summary>Domain; records; by RFC 7489: organizational domain, domain and tag of the policy; what is said of the difference.</summary>
    [Theory]

    // Both ways lead to the same.
    [InlineData("example.com", "example.com=p=reject", "example.com", "example.com p=reject", null)]
    [InlineData("a.example.com", "example.com=p=reject; sp=quarantine", "example.com", "example.com sp=quarantine", null)]
    [InlineData("a.example.co.uk", "example.co.uk=p=reject", "example.co.uk", "example.co.uk p=reject", null)]
    [InlineData("example.co.uk", "other.co.uk=p=reject", "example.co.uk", "NotFound", null)]

    // The walk stops at a name below the organizational domain of the list, or goes on above it.
    [InlineData("a.mail.example.com", "mail.example.com=p=none; psd=n|example.com=p=reject", "example.com", "example.com p=reject", "takes example.com for the organizational domain, by the rule com of the public suffix list, where the tree walk takes mail.example.com: more domains")]
    [InlineData("a.mail.example.com", "mail.example.com=p=none; psd=n|example.com=p=reject", "example.com", "example.com p=reject", "finds p=reject of example.com, where RFC 9989 finds p=none of mail.example.com.")]
    [InlineData("a.mail.example.com", "mail.example.com=p=none", "example.com", "NotFound", "finds no policy, where RFC 9989 finds p=none of mail.example.com: Neither a.mail.example.com nor example.com has a DMARC record.")]
    [InlineData("me.github.io", "github.io=p=reject", "me.github.io", "NotFound", "takes me.github.io for the organizational domain, by the rule github.io among the private domains of the public suffix list, where the tree walk takes github.io: fewer domains")]
    [InlineData("a.b.unlisted", "a.b.unlisted=p=reject; psd=n", "b.unlisted", "a.b.unlisted p=reject", "since the public suffix list has no rule for unlisted")]

    // The record of a public suffix.
    [InlineData("example.co.uk", "co.uk=p=reject; psd=y", "example.co.uk", "NotFound", "finds no policy, where RFC 9989 finds p=reject of co.uk: example.co.uk has no DMARC record.")]

    // Several records end the search, and a wrong np does no harm.
    [InlineData("a.example.com", "a.example.com=p=none|a.example.com=p=none|example.com=p=reject", "example.com", "Invalid", "a.example.com has 2 DMARC records, so that DMARC is not applied (RFC 7489 6.6.3).")]
    [InlineData("example.com", "example.com=p=reject; np=x", "example.com", "example.com p=reject", "finds p=reject of example.com, where RFC 9989 finds no policy")]
    [InlineData("example.com", "example.com=p=reject; sp=x", "example.com", "Invalid", null)]
    [InlineData("example.com", "example.com=p=x; rua=mailto:a@example.com", "example.com", "example.com p=none", null)]

    // Tags.
    [InlineData("example.com", "example.com=p=reject; t=y", "example.com", "example.com p=reject", "does not know t=y and applies reject in full")]
    [InlineData("example.com", "example.com=p=reject; pct=20", "example.com", "example.com p=reject", "to 20 % of the failing messages")]
    public void What_an_old_receiver_finds_is_told(string domain, string records, string organization, string found, string? words)
    {
        var result = Evaluate(records, domain);
        var old = result.Rfc7489!;

        Assert.Equal((organization, found), (old.OrganizationalDomain, old.Policy is null ? old.Status.ToString() : $"{old.PolicyDomain} {old.PolicyTag ?? "p"}={old.Policy.ToString()!.ToLowerInvariant()}"));
        Assert.Equal(words is not null, old.Differs);
        Assert.Equal(old.Differs, result.Rfc7489Differences.Count > 0);
        Assert.Equal(old.Differs, result.Findings.Any(finding => finding.Id == "DmarcRfc7489Differs"));
        if (words is not null)
        {
            Assert.Contains(words, string.Join(" ", result.Rfc7489Differences), StringComparison.Ordinal);
        }
    }

    /// <summary>np speaks of domains that do not exist; the older standard has sp or p for them.</summary>
    [Fact]
    public void A_domain_that_does_not_exist_has_no_policy_of_its_own()
    {
        var result = new DmarcEvaluator(new FakeMailDns().Txt("_dmarc.example.com", "v=DMARC1; p=none; np=reject"), publicSuffixes: s_list).Evaluate("gone.example.com");

        Assert.Equal((DmarcPolicy.Reject, DmarcPolicy.None, true), (result.Policy, result.Rfc7489!.Policy, result.Rfc7489.Differs));
        Assert.Equal(["RFC 7489 finds p=none of example.com, where RFC 9989 finds np=reject of example.com."], result.Rfc7489Differences);
    }

    [Fact]
    public void The_share_of_messages_is_told()
    {
        Assert.Equal(20, Evaluate("example.com=p=reject; pct=20", "example.com").Rfc7489!.Percentage);
        Assert.Equal(100, Evaluate("example.com=p=reject; pct=200", "example.com").Rfc7489!.Percentage);
        Assert.False(Evaluate("example.com=p=none; pct=20", "example.com").Rfc7489!.Differs);
    }

    [Fact]
    public void What_could_not_be_asked_is_not_known()
    {
        var dns = new FakeMailDns().Txt("_dmarc.mail.example.com", "v=DMARC1; p=none; psd=n").A("a.mail.example.com", "8.8.8.8").Fails("_dmarc.example.com", DnsOutcome.ServerFailure);

        var result = new DmarcEvaluator(dns, publicSuffixes: s_list).Evaluate("a.mail.example.com");

        Assert.Equal((DomainRecordStatus.Found, DomainRecordStatus.ServerFailure, false), (result.Status, result.Rfc7489!.Status, result.Rfc7489.Differs));
        Assert.Contains(result.Rfc7489Differences, difference => difference.StartsWith("What RFC 7489 finds is not known", StringComparison.Ordinal));
    }

    /// <summary>Without a list nothing is said for certain, and nothing is asked beside the walk.</summary>
    [Fact]
    public void Without_a_list_the_condition_is_told()
    {
        var result = new DmarcEvaluator(new FakeMailDns().Txt("_dmarc.example.co.uk", "v=DMARC1; p=reject")).Evaluate("a.example.co.uk");

        Assert.Null(result.Rfc7489);
        Assert.Contains("only where its public suffix list has co.uk", Assert.Single(result.Rfc7489Differences), StringComparison.Ordinal);
    }

    /// <summary>Alignment by the list: the same message passes for one receiver and fails for another.</summary>
    [Theory]
    [InlineData("example.com=p=reject", "example.com", "mail.example.com", DmarcResult.Pass, DmarcResult.Pass)]
    [InlineData("example.com=p=reject", "example.com", "example.net", DmarcResult.Fail, DmarcResult.Fail)]
    [InlineData("mail.example.com=p=reject; psd=n|example.com=p=reject", "a.mail.example.com", "b.example.com", DmarcResult.Fail, DmarcResult.Pass)]
    [InlineData("github.io=p=reject|me.github.io=p=reject", "me.github.io", "you.github.io", DmarcResult.Pass, DmarcResult.Fail)]
    [InlineData("co.uk=p=reject; psd=y", "example.co.uk", "other.co.uk", DmarcResult.Fail, DmarcResult.None)]
    public void A_message_gets_both_results(string records, string from, string authenticated, DmarcResult current, DmarcResult old)
    {
        var dns = Zone(records);
        var spf = Check(dns, from, new DmarcIdentifiers { FromDomain = from, SpfResult = SpfResult.Pass, SpfDomain = authenticated });
        var dkim = Check(dns, from, new DmarcIdentifiers { FromDomain = from, Dkim = [new DmarcDkimIdentifier(authenticated, IsPass: true)] });

        Assert.All([spf, dkim], verdict =>
        {
            Assert.Equal((current, old), (verdict.Result, verdict.Rfc7489Result));
            Assert.Equal(current != old, verdict.Reasons.Any(reason => reason.StartsWith($"A receiver that follows RFC 7489 gives {old}", StringComparison.Ordinal)));
        });
    }

    [Fact]
    public void A_message_without_a_list_gets_one_result() =>
        Assert.Null(new DmarcEvaluator(Zone("example.com=p=reject")).Check(new DmarcIdentifiers { FromDomain = "example.com" }).Rfc7489Result);

    private static DmarcVerdict Check(FakeMailDns dns, string from, DmarcIdentifiers message) => new DmarcEvaluator(dns.A(from, "8.8.8.8"), publicSuffixes: s_list).Check(message);

    private static DmarcPolicyResult Evaluate(string records, string domain) => new DmarcEvaluator(Zone(records).A(domain, "8.8.8.8"), publicSuffixes: s_list).Evaluate(domain);

    private static FakeMailDns Zone(string records)
    {
        var dns = new FakeMailDns();
        foreach (var record in records.Split('|').Select(text => text.Split('=', 2)))
        {
            _ = dns.Txt("_dmarc." + record[0], "v=DMARC1; " + record[1]);
        }

        return dns;
    }
}
